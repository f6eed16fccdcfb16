/**
 * Bundles the functions and synthesizes every stack of every stage into `cdktf.out`. `npm run synth` and `cdktf` run
 * this program.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '@pos/functions/build/build-all.ts';
import { zipBundles } from '@pos/functions/build/zip-bundles.ts';
import './synth/quick-tokens.ts';
import { codeAmong } from './synth/function-code.ts';
import type { StateLocation } from './constructs/stage-stack.ts';
import { discoverStages } from './stage/discover.ts';
import { StageError } from './stage/variables.ts';
import { buildApp } from './stage-app.ts';

const here = import.meta.dirname;

/**
 * Reads `POS_STATE`: unset or `s3` is the bucket of the stage, `local` is `.local/terraform-state`, `local:<folder>`
 * is that folder.
 */
function stateLocation(setting: string | undefined): StateLocation {
  if (setting === undefined || setting === '' || setting === 's3') return { kind: 's3' };
  const [kind, folder = join(here, '..', '.local', 'terraform-state')] = setting.split(/:(.*)/s);
  if (kind !== 'local') throw new StageError(`POS_STATE is "${setting}": set it to "local", "local:<folder>" or "s3".`);
  return { kind, folder };
}

async function main(): Promise<void> {
  const definitions = await discoverStages(join(here, 'stages'));
  const stages = definitions.map((definition) => definition.read(process.env));
  const state = stateLocation(process.env['POS_STATE']);
  const outdir = process.env['CDKTF_OUTDIR'] ?? join(here, '..', 'cdktf.out');
  const archives = mkdtempSync(join(tmpdir(), 'pos-code-'));
  try {
    const code = codeAmong(await zipBundles(await buildAll(), archives));
    buildApp({ stages, state, outdir, code }).synth();
  } finally {
    rmSync(archives, { recursive: true, force: true });
  }
  for (const stage of stages) {
    const kind = stage.rehearsal
      ? 'rehearsal, no POS_* variable is set: the result cannot be applied'
      : `account ${stage.account}`;
    process.stderr.write(`${stage.name}: ${kind}\n`);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
