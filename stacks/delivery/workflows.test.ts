/**
 * Tests the workflows without GitHub. They must parse, refer only to existing files and jobs, and have the least
 * permissions.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { StageDefinition } from '../stage/define-stage.ts';
import { discoverStages } from '../stage/discover.ts';
import { variablesFrom } from './workflow-variables.ts';

const root = resolve(import.meta.dirname, '..', '..');
const folder = join(root, '.github', 'workflows');

const Permissions = z.record(z.string(), z.enum(['read', 'write']));
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Step = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), Scalar).optional(),
  env: z.record(z.string(), Scalar).optional(),
});
const Job = z.strictObject({
  if: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  'runs-on': z.string().optional(),
  'timeout-minutes': z.number().optional(),
  environment: z.string().optional(),
  permissions: Permissions,
  strategy: z.strictObject({ matrix: z.record(z.string(), z.array(Scalar)) }).optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), Scalar).optional(),
  env: z.record(z.string(), Scalar).optional(),
  outputs: z.record(z.string(), z.string()).optional(),
  steps: z.array(Step).optional(),
});
const Workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({}),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': Scalar }).optional(),
  env: z.record(z.string(), Scalar).optional(),
  jobs: z.record(z.string(), Job),
});
type Job = z.output<typeof Job>;

const texts = Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
const workflows = Object.entries(texts).map(([file, text]) => ({ file, ...Workflow.parse(parse(text)) }));
const jobs = workflows.flatMap(({ file, jobs: named }) =>
  Object.entries(named).map(([name, job]) => ({ at: `${file}: ${name}`, file, name, job })),
);
const steps = jobs.flatMap(({ at, job }) => (job.steps ?? []).map((step) => ({ at, job, step })));
const uses = [
  ...jobs.flatMap(({ at, job }) => (job.uses === undefined ? [] : [{ at, action: job.uses }])),
  ...steps.flatMap(({ at, step }) => (step.uses === undefined ? [] : [{ at, action: step.uses }])),
];

describe('every action', () => {
  it('is pinned to a commit or is a file of this repository', () => {
    expect(uses.length).toBeGreaterThan(10);
    for (const { at, action } of uses) {
      if (action.startsWith('./'))
        expect({ at, action, exists: existsSync(join(root, action)) }).toEqual({ at, action, exists: true });
      else expect({ at, action }).toEqual({ at, action: expect.stringMatching(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/) });
    }
  });

  it('names the release of its commit, the same one everywhere', () => {
    const pins = new Map<string, Set<string>>();
    for (const text of Object.values(texts)) {
      for (const [, action = '', pin = ''] of text.matchAll(/uses: ([\w-]+\/[\w-]+)@(\S+.*)$/gm))
        pins.set(action, (pins.get(action) ?? new Set()).add(pin));
    }
    for (const [action, found] of pins)
      expect({ action, found: [...found] }).toEqual({
        action,
        found: [expect.stringMatching(/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/)],
      });
  });

  it('leaves no token in the checkout', () => {
    for (const { at, step } of steps.filter(({ step: { uses: action } }) => action?.startsWith('actions/checkout@')))
      expect({ at, persists: step.with?.['persist-credentials'] }).toEqual({ at, persists: false });
  });
});

describe('every job', () => {
  it.each(jobs.map(({ at, job }) => [at, job] as const))('%s: has a timeout and the least permissions', (_, job) => {
    if (job.uses === undefined) expect(job['timeout-minutes']).toBeLessThanOrEqual(90);
    const assumesRole =
      job.uses !== undefined ||
      (job.steps ?? []).some(({ uses: action }) => action?.startsWith('aws-actions/configure-aws-credentials@'));
    const comments = job.uses !== undefined || (job.steps ?? []).some(({ run }) => run?.includes('gh pr comment'));
    expect(job.permissions).toEqual({
      contents: 'read',
      ...(assumesRole ? { 'id-token': 'write' } : {}),
      ...(comments ? { 'pull-requests': 'write' } : {}),
    });
  });

  it('needs existing jobs and passes outputs of existing steps', () => {
    for (const { at, file, job } of jobs) {
      const others = Object.keys(workflows.find((each) => each.file === file)?.jobs ?? {});
      for (const needed of [job.needs ?? []].flat())
        expect({ at, needed: others.includes(needed) }).toEqual({ at, needed: true });
      const ids = (job.steps ?? []).flatMap(({ id }) => id ?? []);
      const named = [...JSON.stringify([job.outputs, job.steps]).matchAll(/steps\.([\w-]+)\.outputs/g)].map(
        ([, id = '']) => id,
      );
      for (const id of named) expect({ at, id, known: ids.includes(id) }).toEqual({ at, id, known: true });
    }
  });

  it('passes a called workflow exactly its required inputs', () => {
    for (const { at, job } of jobs.filter(({ job: { uses: called } }) => called !== undefined)) {
      const called = workflows.find(({ file }) => job.uses?.endsWith(`/${file}`));
      const { inputs } = z
        .object({ inputs: z.record(z.string(), z.object({ type: z.string(), required: z.boolean() })) })
        .parse(called?.on['workflow_call']);
      expect({ at, given: Object.keys(job.with ?? {}).sort() }).toEqual({ at, given: Object.keys(inputs).sort() });
    }
  });
});

describe('every script', () => {
  const scripts = steps.flatMap(({ at, step }) => (step.run === undefined ? [] : [{ at, run: step.run }]));

  it('reads untrusted values from the environment, never by interpolation', () => {
    for (const { at, run } of scripts)
      expect({ at, interpolated: /\$\{\{.*?\}\}/.exec(run)?.[0] }).toEqual({ at, interpolated: undefined });
  });

  it('calls existing tasks, npm scripts and files', () => {
    const { scripts: npm } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    const runner = readFileSync(join(root, 'scripts/run.mjs'), 'utf8');
    const called = (pattern: RegExp): readonly string[] =>
      scripts.flatMap(({ run }) => [...run.matchAll(pattern)].map(([, name = '']) => name));
    for (const task of called(/scripts\/run\.mjs ([\w:-]+)/g))
      expect({ task, known: new RegExp(`^ {2}'?${task}'?: \\{ install:`, 'm').test(runner) }).toEqual({
        task,
        known: true,
      });
    for (const name of called(/npm (?:run )?([\w:-]+)/g)) expect(npm).toHaveProperty([name]);
    const files = called(/(?:^|\s)((?:stacks|scripts|packages|\.ci)\/[\w./-]+)/gm);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect({ file, exists: existsSync(join(root, file)) }).toEqual({ file, exists: true });
    accessSync(join(root, '.ci/run'), constants.X_OK);
  });

  it('of continuous integration runs the commands that a developer runs', () => {
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(
      /^for task in test test:long; do\n(?:.*\n)*? {2}npm run "\$task"/m,
    );
    expect(scripts.filter(({ at }) => at.startsWith('ci.yml')).map(({ run }) => run)).toContain('.ci/run');
  });
});

describe('a deployment', () => {
  const job = (name: string): Job => {
    const found = jobs.find((each) => each.file === 'deploy-stage.yml' && each.name === name)?.job;
    if (!found) throw new Error(`deploy-stage.yml has no job ${name}.`);
    return found;
  };
  const position = (of: Job, pattern: RegExp): number =>
    (of.steps ?? []).findIndex((step) => pattern.test(JSON.stringify(step)));
  const triggered = (name: string): Job | undefined => workflows.find(({ file }) => file === 'deploy.yml')?.jobs[name];

  it('plans pull requests of this repository without applying', () => {
    expect(triggered('pull-request')).toMatchObject({
      if: expect.stringContaining('head.repo.full_name == github.repository'),
      with: { apply: false },
    });
    const planned = triggered('pull-request')?.strategy?.matrix['stage'];
    expect(planned).toEqual(expect.arrayContaining(['dev', 'prod']));
    for (const stage of planned ?? [])
      expect({ stage, exists: existsSync(join(root, `stacks/stages/${stage}.ts`)) }).toEqual({ stage, exists: true });
  });

  it('goes to dev on merge, and to prod only after dev', () => {
    expect(triggered('dev')).toMatchObject({ if: "github.event_name == 'push'", with: { stage: 'dev', apply: true } });
    expect(triggered('prod')).toMatchObject({ needs: 'dev', with: { stage: 'prod', apply: true } });
  });

  it('builds images before it plans with their digests, and keeps the plan that reviewers see', () => {
    const plan = job('plan');
    const order = [/images\.sh/, /main\.ts plan/, /gh pr comment/, /upload-artifact/].map((pattern) =>
      position(plan, pattern),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(readFileSync(join(root, 'stacks/delivery/images.sh'), 'utf8')).toContain("['containerimage.digest']");
  });

  it('applies that plan in the environment with reviewers, then runs a smoke test', () => {
    const apply = job('apply');
    expect(apply).toMatchObject({ needs: 'plan', environment: '${{ inputs.stage }}' });
    const order = [/download-artifact/, /main\.ts apply/, /curl/].map((pattern) => position(apply, pattern));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(job('plan').environment).toBe('${{ inputs.stage }}-plan');
  });

  it('has a session as long as its timeout', () => {
    const apply = job('apply');
    const seconds = Number((apply.steps ?? []).flatMap((step) => step.with?.['role-duration-seconds'] ?? [])[0]);
    expect(seconds).toBeGreaterThanOrEqual((apply['timeout-minutes'] ?? Infinity) * 60);
  });

  describe('of each stage', () => {
    let stages: readonly StageDefinition[];
    beforeAll(async () => {
      stages = await discoverStages(join(root, 'stacks/stages'));
    });

    it('passes every variable that the stage reads', () => {
      const digest = `sha256:${'a'.repeat(64)}`;
      const values = {
        ACCOUNT_ID: '123456789012',
        ZONE_ID: 'Z0123456789ABCDEF',
        DOMAIN: 'registry.example',
        ALERT_EMAIL: 'alerts@registry.example',
        ESCROW_PROGRAM_ID: '1'.repeat(32),
        ENCLAVE_PCR0: '0'.repeat(96),
        API_HOST: 'api.registry.example',
      };
      const environment = {
        VALUES: JSON.stringify(values),
        API_IMAGE: digest,
        WORKER_IMAGE: digest,
        GITHUB_REPOSITORY: 'owner/name',
      };
      for (const stage of stages)
        expect(stage.read(variablesFrom(stage.name, environment))).toMatchObject({
          rehearsal: false,
          account: values.ACCOUNT_ID,
        });
    });
  });
});
