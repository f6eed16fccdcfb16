import { expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../testing/synthesized.ts';
import { discoverStages } from './discover.ts';

const folder = join(import.meta.dirname, '..', 'stages');

it('finds the stages of the folder', async () => {
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  expect(files).toEqual(expect.arrayContaining(['dev', 'prod']));
  expect((await discoverStages(folder)).map(({ name }) => name)).toEqual(files.toSorted());
});

it('needs only one more file for one more stage', async () => {
  // The folder is inside stacks, so that imports resolve as in a real stage file.
  const added = mkdtempSync(join(import.meta.dirname, '..', 'testing', 'stages-'));
  try {
    writeFileSync(
      join(added, 'staging.ts'),
      "import { defineStage } from '../../stage/define-stage.ts';\nimport { plainSettings } from '../stages.ts';\nexport default defineStage('staging', () => plainSettings());\n",
    );
    const stages = (await discoverStages(added)).map((stage) => stage.read({}));
    expect(Object.keys(synthesize(stages).stacks)).toEqual(
      expect.arrayContaining(['staging-network', 'staging-data', 'staging-compute']),
    );
  } finally {
    rmSync(added, { recursive: true, force: true });
  }
});

it('refuses a file whose name differs from the name of its stage', async () => {
  const added = mkdtempSync(join(import.meta.dirname, '..', 'testing', 'stages-'));
  try {
    writeFileSync(
      join(added, 'other.ts'),
      "import { defineStage } from '../../stage/define-stage.ts';\nimport { plainSettings } from '../stages.ts';\nexport default defineStage('staging', () => plainSettings());\n",
    );
    await expect(discoverStages(added)).rejects.toThrow(
      "stacks/stages/other.ts must export default defineStage('other', …)",
    );
  } finally {
    rmSync(added, { recursive: true, force: true });
  }
});
