import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

export type SynthesizedStack = {
  /** `<stage>-<stack>`. */
  readonly name: string;
  /** Working directory of Terraform. */
  readonly folder: string;
  /** Path of its `cdk.tf.json`. */
  readonly file: string;
  /** Names of the stacks that must be deployed before. */
  readonly dependencies: readonly string[];
};

const Manifest = z.object({
  stacks: z.record(
    z.string(),
    z.object({
      name: z.string(),
      workingDirectory: z.string(),
      synthesizedStackPath: z.string(),
      dependencies: z.array(z.string()),
    }),
  ),
});

/** The stacks in a synthesized folder, each after the stacks that it depends on. */
export function stacksInOrder(outdir: string): SynthesizedStack[] {
  const { stacks } = Manifest.parse(JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')));
  const done = new Set<string>();
  const ordered: SynthesizedStack[] = [];
  const visit = (name: string): void => {
    const stack = stacks[name];
    if (!stack || done.has(name)) return;
    done.add(name);
    stack.dependencies.forEach(visit);
    ordered.push({
      name,
      folder: join(outdir, stack.workingDirectory),
      file: join(outdir, stack.synthesizedStackPath),
      dependencies: stack.dependencies,
    });
  };
  Object.keys(stacks).forEach(visit);
  return ordered;
}
