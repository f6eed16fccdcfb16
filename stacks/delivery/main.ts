/**
 * The program of the deploying workflow. `plan <stage>` synthesizes, plans every stack and prints a summary in
 * Markdown. `apply <stage>` applies those plans in order, so unlike `cdktf deploy` it applies exactly what reviewers
 * saw.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { stacksInOrder } from '../synth/manifest.ts';
import type { SynthesizedStack } from '../synth/manifest.ts';
import { migrationCommand } from './migration.ts';
import { release, releaseOf } from './release.ts';
import { variablesFrom } from './workflow-variables.ts';

const root = resolve(import.meta.dirname, '..', '..');
const outdir = join(root, 'cdktf.out');

type Done = { readonly code: number; readonly output: string };

function call(
  program: string,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Done {
  const done = spawnSync(program, [...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, TF_IN_AUTOMATION: '1', TF_INPUT: '0', ...variables },
  });
  return { code: done.status ?? 1, output: `${done.stdout}${done.stderr}` };
}

const terraform = (stack: SynthesizedStack, ...args: readonly string[]): Done => call('terraform', args, stack.folder);

function mustSucceed(what: string, { code, output }: Done): string {
  if (code !== 0) throw new Error(`${what} ended with ${code}\n${output}`);
  return output;
}

/** The stacks that the workflow deploys. The bootstrap stack holds their state and is applied by hand. */
const delivered = (stage: string): SynthesizedStack[] =>
  stacksInOrder(outdir).filter(({ name }) => name.startsWith(`${stage}-`) && name !== `${stage}-bootstrap`);

function plan(stage: string): void {
  rmSync(outdir, { recursive: true, force: true });
  const variables = variablesFrom(stage, process.env);
  mustSucceed('synth', call(process.execPath, [join(root, 'stacks/main.ts')], root, variables));
  const lines = delivered(stage).map((stack) => `### ${stack.name}\n${planOne(stack)}`);
  process.stdout.write(`## Plan of ${stage}\n\n${lines.join('\n\n')}\n`);
}

function planOne(stack: SynthesizedStack): string {
  mustSucceed(`${stack.name}: init`, terraform(stack, 'init', '-input=false', '-no-color'));
  const { code, output } = terraform(stack, 'plan', '-out=plan', '-detailed-exitcode', '-no-color', '-lock-timeout=5m');
  if (code === 0) return 'No changes.';
  // A stack may read an output that an earlier stack of this run has yet to create.
  if (code === 1 && /Unsupported attribute|Unable to find remote state/.test(output))
    return 'Depends on values of a stack above; planned again after that stack is applied.';
  if (code !== 2) throw new Error(`${stack.name}: plan ended with ${code}\n${output}`);
  const shown = mustSucceed(`${stack.name}: show`, terraform(stack, 'show', '-no-color', 'plan'));
  return `<details><summary>${/^Plan: .*$/m.exec(shown)?.[0] ?? 'Changes to outputs'}</summary>\n\n\`\`\`diff\n${shown.trim().slice(0, 12_000)}\n\`\`\`\n</details>`;
}

function apply(stage: string): void {
  const changed = new Set<string>();
  for (const stack of delivered(stage)) {
    mustSucceed(`${stack.name}: init`, terraform(stack, 'init', '-input=false', '-no-color'));
    // The plan of a stack is stale when a stack it depends on has changed since.
    const stale = stack.dependencies.some((name) => changed.has(name)) || !existsSync(join(stack.folder, 'plan'));
    const output = mustSucceed(
      `${stack.name}: apply`,
      stale
        ? terraform(stack, 'apply', '-auto-approve', '-no-color', '-lock-timeout=5m')
        : terraform(stack, 'apply', '-no-color', '-lock-timeout=5m', 'plan'),
    );
    if (!/Resources: 0 added, 0 changed, 0 destroyed/.test(output)) changed.add(stack.name);
    process.stdout.write(
      `${stack.name}${stale ? ' (planned again)' : ''}: ${/^Apply complete!.*$/m.exec(output)?.[0] ?? 'applied'}\n`,
    );
    if (stack.name === `${stage}-maintenance`) migrate(stack);
    if (stack.name === `${stage}-functions`) releaseFunctions(stack);
  }
}

const outputsOf = (stack: SynthesizedStack): unknown =>
  JSON.parse(mustSucceed('outputs', terraform(stack, 'output', '-json')));

const aws = (...args: readonly string[]): unknown =>
  JSON.parse(mustSucceed(`aws ${args[1]}`, call('aws', [...args, '--output', 'json'], root)) || 'null');

function releaseFunctions(functions: SynthesizedStack): void {
  const wanted = releaseOf(outputsOf(functions));
  if (wanted) release(wanted, aws, (line) => process.stdout.write(`release: ${line}\n`));
}

const Outputs = z.object({
  maintenance_cluster_arn: z.object({ value: z.string() }),
  migrate_task_definition_arn: z.object({ value: z.string() }),
  migrate_security_group_id: z.object({ value: z.string() }),
  migrate_subnet_ids: z.object({ value: z.string() }),
});
const RunTask = z.object({ tasks: z.array(z.object({ taskArn: z.string() })).length(1) });
const DescribeTasks = z.object({
  tasks: z
    .array(
      z.object({ containers: z.array(z.object({ exitCode: z.number().optional(), reason: z.string().optional() })) }),
    )
    .length(1),
});

function migrate(maintenance: SynthesizedStack): void {
  const outputs = Outputs.parse(outputsOf(maintenance));
  const cluster = outputs.maintenance_cluster_arn.value;
  const started = RunTask.parse(
    aws(
      ...migrationCommand({
        cluster,
        task: outputs.migrate_task_definition_arn.value,
        group: outputs.migrate_security_group_id.value,
        subnets: outputs.migrate_subnet_ids.value,
      }),
    ),
  );
  const task = started.tasks[0]?.taskArn ?? '';
  mustSucceed('aws wait', call('aws', ['ecs', 'wait', 'tasks-stopped', '--cluster', cluster, '--tasks', task], root));
  const { tasks } = DescribeTasks.parse(aws('ecs', 'describe-tasks', '--cluster', cluster, '--tasks', task));
  const container = tasks[0]?.containers[0];
  if (container?.exitCode !== 0)
    throw new Error(
      `The migration ended with ${container?.exitCode ?? container?.reason ?? 'no exit code'}: read its log group, fix the cause and run the workflow again.`,
    );
  process.stdout.write('migrations applied\n');
}

const [command, stage = ''] = process.argv.slice(2);
try {
  if (command === 'plan') plan(stage);
  else if (command === 'apply') apply(stage);
  else throw new Error('Usage: plan <stage> or apply <stage>.');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
