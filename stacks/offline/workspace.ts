/** A throw-away folder with the synthesized stacks of some stages, their state kept beside them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discoverStages } from '../stage/discover.ts';
import { buildApp } from '../stage-app.ts';

export type Workspace = { readonly folder: string; readonly stacks: readonly SynthesizedStack[]; readonly remove: () => void };

export type SynthesizedStack = { readonly name: string; readonly folder: string; readonly file: string };

/** Synthesizes every stage, or the one named, as a rehearsal with local state. Stacks come in the order of deployment. */
export async function synthesizeWorkspace(only?: string): Promise<Workspace> {
  const definitions = await discoverStages(join(import.meta.dirname, '..', 'stages'));
  const chosen = definitions.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new Error(`There is no stage "${only}". Stages: ${definitions.map(({ name }) => name).join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'pos-offline-'));
  const stages = chosen.map((definition) => definition.read({}));
  buildApp({ stages, state: { kind: 'local', folder: join(folder, 'state') }, outdir: join(folder, 'out') }).synth();
  return { folder, stacks: inOrder(join(folder, 'out')), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

type Manifest = { readonly stacks: Readonly<Record<string, { readonly name: string; readonly workingDirectory: string; readonly synthesizedStackPath: string; readonly dependencies: readonly string[] }>> };

function inOrder(outdir: string): SynthesizedStack[] {
  const { stacks } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as Manifest;
  const done = new Set<string>();
  const ordered: SynthesizedStack[] = [];
  const visit = (name: string): void => {
    const stack = stacks[name];
    if (!stack || done.has(name)) return;
    done.add(name);
    stack.dependencies.forEach(visit);
    ordered.push({ name, folder: join(outdir, stack.workingDirectory), file: join(outdir, stack.synthesizedStackPath) });
  };
  Object.keys(stacks).forEach(visit);
  return ordered;
}
