/** `npm run generate`: writes every generated file. With `--check` it names the stale ones and changes nothing. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SLICES } from '../packages/contract/src/slices.ts';
import { generateFromSlices, staleFiles } from './generate/slice-generators.ts';
import { readSourceTree } from './slices/source-tree.ts';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const tree = readSourceTree(root);
const stale = staleFiles([...generateFromSlices(SLICES, tree)], tree);

for (const { path, content } of stale) {
  if (!check) writeFileSync(join(root, path), content);
  process.stdout.write(`${check ? 'stale' : 'written'}: ${path}\n`);
}
if (stale.length === 0) process.stdout.write('Every generated file is current.\n');
else if (check) process.stdout.write('Run: npm run generate\n');
process.exitCode = check && stale.length > 0 ? 1 : 0;
