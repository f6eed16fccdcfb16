/** A temporary folder with the synthesized stacks of some stages and their local state. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stacksInOrder } from '../synth/manifest.ts';
import type { SynthesizedStack } from '../synth/manifest.ts';
import { discoverStages } from '../stage/discover.ts';
import type { Stage } from '../stage/stage.ts';
import '../synth/quick-tokens.ts';
import { buildApp } from '../stage-app.ts';
import { standInCode } from './stand-in-code.ts';

export type Workspace = {
  readonly folder: string;
  readonly stages: readonly Stage[];
  readonly stacks: readonly SynthesizedStack[];
  readonly remove: () => void;
};

/**
 * Synthesizes every stage, or only the named one, as a rehearsal with local state. The stacks are in the order of
 * deployment.
 */
export async function synthesizeWorkspace(only?: string): Promise<Workspace> {
  const definitions = await discoverStages(join(import.meta.dirname, '..', 'stages'));
  const chosen = definitions.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0)
    throw new Error(`There is no stage "${only}". Stages: ${definitions.map(({ name }) => name).join(', ')}.`);
  return workspaceOf(chosen.map((definition) => definition.read({})));
}

/** Synthesizes stages that have no file. */
export function workspaceOf(stages: readonly Stage[]): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'pos-offline-'));
  buildApp({
    stages,
    state: { kind: 'local', folder: join(folder, 'state') },
    outdir: join(folder, 'out'),
    code: standInCode(folder),
  }).synth();
  return {
    folder,
    stages,
    stacks: stacksInOrder(join(folder, 'out')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
