import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StageDefinition } from './define-stage.ts';
import { StageError } from './variables.ts';

/** Loads every stage of a folder. Each file defines one stage, so adding a file adds a stage. */
export async function discoverStages(folder: string): Promise<StageDefinition[]> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();
  return Promise.all(
    files.map(async (file) => {
      const loaded = (await import(join(folder, file))) as { default?: StageDefinition };
      const name = file.slice(0, -'.ts'.length);
      if (loaded.default?.name !== name) {
        throw new StageError(
          `stacks/stages/${file} must export default defineStage('${name}', …): the name of the file is the name of the stage.`,
        );
      }
      return loaded.default;
    }),
  );
}
