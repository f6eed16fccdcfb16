/**
 * `npm run generate` writes every generated file; `npm run generate -- --check` writes nothing and exits with 1
 * where a file differs from its generator's output. A generator is a line of `generators`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { adrIndex } from './generate/adr-index.ts';
import { adrLinks } from './generate/adr-links.ts';
import { documentedCode } from './generate/documented-code.ts';
import { fromSlices } from './generate/from-slices.ts';
import type { Generator } from './generate/generator.ts';
import { packageTable } from './generate/package-table.ts';

const generators: readonly Generator[] = [fromSlices, adrLinks, adrIndex, documentedCode, packageTable];

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

let stale = 0;
for (const { name, generate } of generators)
  for (const [file, text] of Object.entries(await generate(root))) {
    const path = join(root, file);
    const wanted = await format(text, { ...(await resolveConfig(path)), filepath: path });
    if (current(path) === wanted) continue;
    stale += 1;
    process.stdout.write(`${check ? 'Stale' : 'Written'}: ${file} (${name})\n`);
    if (check) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wanted);
  }

if (check && stale > 0) {
  process.stdout.write('Run `npm run generate` and commit the result.\n');
  process.exitCode = 1;
}
