/**
 * Proves the synthesized Terraform without an account: `node stacks/offline/main.ts validate|plan|deploy-cycle|cdktf-cycle [stage]`.
 * `validate` checks every stack; `plan` plans and applies each on the stand-in, since later stacks read earlier state;
 * `deploy-cycle` goes on to find no changes and to destroy everything again; `cdktf-cycle` does the same by typing
 * `cdktf deploy`, `cdktf diff` and `cdktf destroy`.
 */
import { join } from 'node:path';
import { loadSchema, usedTypes } from './load-schema.ts';
import { startProviderServer } from './provider-server.ts';
import { cdktf, terraform, terraformVersion } from './terraform.ts';
import { synthesizeWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';
import type { SynthesizedStack } from '../manifest.ts';

type Run = (stack: SynthesizedStack, expected: string, args: readonly string[]) => Promise<string>;

const commands: Readonly<Record<string, (stacks: readonly SynthesizedStack[], run: Run) => Promise<void>>> = {
  validate: async (stacks, run) => {
    for (const stack of stacks) report(stack, await run(stack, 'Success', ['validate']));
  },
  plan: async (stacks, run) => {
    for (const stack of stacks) {
      report(stack, await run(stack, 'Plan:', ['plan', '-out=plan', '-lock=false']));
      await run(stack, 'Apply complete', ['apply', '-lock=false', 'plan']);
    }
  },
  'deploy-cycle': async (stacks, run) => {
    for (const stack of stacks) report(stack, await run(stack, 'Apply complete', ['apply', '-auto-approve', '-lock=false']));
    for (const stack of stacks) report(stack, await run(stack, 'No changes', ['plan', '-detailed-exitcode', '-lock=false']));
    for (const stack of stacks.toReversed()) report(stack, await run(stack, 'Destroy complete', ['destroy', '-auto-approve', '-lock=false']));
  },
};

/** What a person types, in the order in which they type it; `diff` takes one stack at a time. */
async function typeCycle(stage: string, { folder, stacks }: Workspace, reattach: string): Promise<void> {
  const root = join(import.meta.dirname, '..', '..');
  const type = async (expected: string, command: string, ...args: readonly string[]): Promise<void> => {
    const { code, output } = await cdktf(root, reattach, join(folder, 'typed-state'), [command, ...args, '--output', join(folder, 'typed'), '--skip-provider-lock']);
    const count = output.split(expected).length - 1;
    if (code !== 0 || count === 0) throw new Error(`cdktf ${command} ${args.join(' ')} ended with ${code}\n${output}`);
    process.stdout.write(`cdktf ${command} ${args.join(' ')}: "${expected}" ${count} times\n`);
  };
  await type('Apply complete!', 'deploy', `${stage}-*`, '--auto-approve');
  for (const { name } of stacks) await type('No changes.', 'diff', name, '--skip-synth');
  await type('Destroy complete!', 'destroy', `${stage}-*`, '--auto-approve');
}

const report = (stack: SynthesizedStack, line: string): void => void process.stdout.write(`${stack.name.padEnd(24)} ${line}\n`);

async function main(): Promise<void> {
  const [command = '', stage] = process.argv.slice(2);
  const work = commands[command];
  if (!work && command !== 'cdktf-cycle') throw new Error(`Say what to do: ${[...Object.keys(commands), 'cdktf-cycle'].join(', ')}.`);
  const version = terraformVersion();
  if (version === undefined) {
    process.stdout.write(`NOT RUN: terraform ${command}. There is no terraform on the path; install 1.11 or newer to run it.\n`);
    return;
  }
  const started = performance.now();
  const workspace = await synthesizeWorkspace(command === 'cdktf-cycle' ? (stage ?? 'dev') : stage);
  const server = await startProviderServer(loadSchema(usedTypes(workspace.stacks.map(({ file }) => file))));
  const run: Run = async (stack, expected, args) => {
    const { code, output } = await terraform(stack.folder, server.reattach, args);
    const line = output.split('\n').find((each) => each.includes(expected));
    if (code !== 0 || line === undefined) throw new Error(`${stack.name}: terraform ${args[0]} ended with ${code}\n${output}`);
    return line.trim();
  };
  try {
    if (command === 'cdktf-cycle') return await typeCycle(stage ?? 'dev', workspace, server.reattach);
    for (const stack of workspace.stacks) await run(stack, 'successfully initialized', ['init', '-input=false']);
    await work?.(workspace.stacks, run);
    process.stdout.write(`${command}: ${workspace.stacks.length} stacks, terraform ${version}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  } finally {
    server.close();
    workspace.remove();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
