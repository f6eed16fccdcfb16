/**
 * `npm run sbom`: writes one CycloneDX bill of materials for all bundles to .local/sbom.cdx.json, from the list of
 * files that esbuild read. The tool validates the document against the CycloneDX schema.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll } from './build-all.ts';
import { METAFILE } from './bundle.ts';
import { DIST, REPOSITORY } from './units.ts';

const output = join(REPOSITORY, '.local/sbom.cdx.json');

await buildAll();
mkdirSync(join(REPOSITORY, '.local'), { recursive: true });
const tool = join(REPOSITORY, 'node_modules/.bin/cyclonedx-esbuild');
const options = ['--bwd', REPOSITORY, '--gather-license-texts', '--output-reproducible', '--validate'];
const done = spawnSync(tool, [...options, '--output-file', output, join(DIST, METAFILE)], { stdio: 'inherit' });
if (done.status !== 0) process.exit(done.status ?? 1);
process.stdout.write(`${output}\n`);
