/** `npm start`: checks that slices and implementations agree, then starts the whole registry on this machine. */
import { resolve } from 'node:path';
import { SLICES } from '../packages/contract/src/slices.ts';
import { sliceFaults } from './slices/slice-faults.ts';
import { readSourceTree } from './slices/source-tree.ts';

const faults = sliceFaults(SLICES, readSourceTree(resolve(import.meta.dirname, '..')));
if (faults.length > 0) {
  process.stderr.write(`\nThe slices do not fit together:\n${faults.map((fault) => `- ${fault}\n`).join('')}`);
  process.exit(1);
}
await import('../packages/local/src/main.ts');
