/**
 * Tests the synthesized Terraform without an AWS account: `npm run node -- stacks/offline/main.ts
 * validate|plan|deploy-cycle|cdktf-cycle [stage]`. `validate` validates every stack. `plan` plans and applies each
 * stack on the stand-in provider, since later stacks read earlier state. `deploy-cycle` also plans again, expecting no
 * changes, and destroys everything. `cdktf-cycle` does the same with `cdktf deploy`, `cdktf diff` and `cdktf destroy`.
 */
import { join } from 'node:path';
import { notRun } from './not-run.ts';
import { loadSchema, partOf, usedTypes } from './load-schema.ts';
import { startProviderServer } from './provider-server.ts';
import type { ProviderServer } from './provider-server.ts';
import { cdktf, findTerraform, terraform } from './terraform.ts';
import { synthesizeWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';
import type { SynthesizedStack } from '../synth/manifest.ts';

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
    for (const stack of stacks)
      report(stack, await run(stack, 'Apply complete', ['apply', '-auto-approve', '-lock=false']));
    for (const stack of stacks)
      report(stack, await run(stack, 'No changes', ['plan', '-detailed-exitcode', '-lock=false']));
    for (const stack of stacks.toReversed())
      report(stack, await run(stack, 'Destroy complete', ['destroy', '-auto-approve', '-lock=false']));
  },
};

/** Runs the commands that a person types, in that order. `diff` accepts one stack at a time. */
async function typeCycle(stage: string, { folder, stacks }: Workspace, reattach: string): Promise<void> {
  const root = join(import.meta.dirname, '..', '..');
  const type = async (expected: string, command: string, ...args: readonly string[]): Promise<void> => {
    const { code, output } = await cdktf(root, reattach, join(folder, 'typed-state'), [
      command,
      ...args,
      '--output',
      join(folder, 'typed'),
      '--skip-provider-lock',
    ]);
    const count = output.split(expected).length - 1;
    if (code !== 0 || count === 0) throw new Error(`cdktf ${command} ${args.join(' ')} ended with ${code}\n${output}`);
    process.stdout.write(`cdktf ${command} ${args.join(' ')}: "${expected}" ${count} times\n`);
  };
  await type('Apply complete!', 'deploy', `${stage}-*`, '--auto-approve');
  for (const { name } of stacks) await type('No changes.', 'diff', name, '--skip-synth');
  await type('Destroy complete!', 'destroy', `${stage}-*`, '--auto-approve');
}

const report = (stack: SynthesizedStack, line: string): void =>
  void process.stdout.write(`${stack.name.padEnd(24)} ${line}\n`);

async function main(): Promise<void> {
  const [command = '', stage] = process.argv.slice(2);
  const work = commands[command];
  if (!work && command !== 'cdktf-cycle')
    throw new Error(`Usage: stacks/offline/main.ts ${[...Object.keys(commands), 'cdktf-cycle'].join('|')} [stage].`);
  const { version, missing } = findTerraform();
  if (missing !== undefined) return notRun(`terraform ${command}`, missing);
  const started = performance.now();
  const workspace = await synthesizeWorkspace(command === 'cdktf-cycle' ? (stage ?? 'dev') : stage);
  const schema = loadSchema(usedTypes(workspace.stacks.map(({ file }) => file)));
  const whole = await startProviderServer(schema);
  const servers = new Map<string, ProviderServer>();
  for (const { name, file } of workspace.stacks)
    servers.set(name, await startProviderServer(partOf(schema, usedTypes([file]))));
  const run: Run = async (stack, expected, args) => {
    const { code, output } = await terraform(stack.folder, servers.get(stack.name)?.reattach ?? whole.reattach, args);
    const line = output.split('\n').find((each) => each.includes(expected));
    if (code !== 0 || line === undefined)
      throw new Error(`${stack.name}: terraform ${args[0]} ended with ${code}\n${output}`);
    return line.trim();
  };
  try {
    if (command === 'cdktf-cycle') return await typeCycle(stage ?? 'dev', workspace, whole.reattach);
    // Stages are independent, so they run in parallel.
    const byStage = workspace.stages.map(({ name: of }) =>
      workspace.stacks.filter(({ name }) => name.startsWith(`${of}-`)),
    );
    const ended = await Promise.allSettled(
      byStage.map(async (stacks) => {
        for (const stack of stacks) await run(stack, 'successfully initialized', ['init', '-input=false']);
        await work?.(stacks, run);
      }),
    );
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
    process.stdout.write(
      `${command}: ${workspace.stacks.length} stacks, terraform ${version}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
    );
  } finally {
    for (const server of [whole, ...servers.values()]) server.close();
    workspace.remove();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
