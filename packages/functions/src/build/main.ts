/** `npm run build`: bundles every deployed program into packages/functions/dist and prints the size of each bundle. */
import { rmSync } from 'node:fs';
import { buildAll } from './build-all.ts';
import { DIST } from './units.ts';

if (process.argv.includes('--fresh')) rmSync(DIST, { recursive: true, force: true });
const started = performance.now();
const built = await buildAll();
for (const { unit, bytes, rebuilt } of built) {
  process.stdout.write(
    `${unit.id.padEnd(24)} ${(bytes / 1024).toFixed(0).padStart(6)} KiB${rebuilt ? '' : '  (unchanged)'}\n`,
  );
}
process.stdout.write(`${built.length} bundles in ${((performance.now() - started) / 1000).toFixed(2)} s\n`);
