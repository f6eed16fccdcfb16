/**
 * Runs Checkov on every synthesized stack: `npm run node -- stacks/policy/checkov.ts`. Fails on a finding that no
 * exception covers, and on an exception that no finding needs. Reports NOT RUN when Checkov is not installed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { synthesizeWorkspace } from '../offline/workspace.ts';
import { notRun } from '../offline/not-run.ts';
import { exceptions, isCheckovs } from './exceptions.ts';
import { judge } from './judge.ts';
import type { Finding } from './judge.ts';

const Report = z.object({
  summary: z.object({
    passed: z.number(),
    failed: z.number(),
    parsing_errors: z.number(),
    checkov_version: z.string(),
  }),
  results: z.object({
    failed_checks: z.array(
      z.object({ check_id: z.string(), check_name: z.string(), file_path: z.string(), resource: z.string() }),
    ),
  }),
});

/** `POS_CHECKOV` is the path of a Checkov outside the PATH, such as one in a virtual environment. */
const program = process.env['POS_CHECKOV'] ?? 'checkov';

/**
 * The version with which the exceptions were reviewed. Findings of another version are printed and do not fail the
 * check.
 */
const reviewedVersion = readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8')
  .trim()
  .replace('checkov==', '');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function findingsOf(report: z.output<typeof Report>): Finding[] {
  return report.results.failed_checks.map((check) => {
    const [stage = '', stack = ''] = check.file_path.split('/').at(-2)?.split('-') ?? [];
    return {
      rule: check.check_id,
      title: check.check_name,
      stage,
      stack,
      resource: check.resource.split('.').at(-1) ?? check.resource,
    };
  });
}

async function main(): Promise<void> {
  if (spawnSync(program, ['--version'], { encoding: 'utf8' }).status !== 0)
    return notRun(
      'checkov',
      `it is not installed (pip install checkov==${reviewedVersion}, or point POS_CHECKOV at one)`,
    );
  const workspace = await synthesizeWorkspace();
  try {
    const args = [
      '--directory',
      workspace.folder,
      '--framework',
      'terraform_json',
      '--output',
      'json',
      '--compact',
      '--quiet',
      '--skip-download',
    ];
    // Checkov writes to the home folder, which may be read-only.
    const done = spawnSync(program, args, {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, HOME: workspace.folder },
    });
    const parsed = Report.safeParse(jsonOf(done.stdout));
    if (!parsed.success)
      return notRun(
        'checkov',
        `it exited with ${done.status ?? done.signal} and printed no report: ${`${done.stdout}${done.stderr}`.trim().slice(-500)}`,
      );
    tell(parsed.data, new Set(workspace.stages.flatMap((stage) => (stage.production ? [stage.name] : []))));
  } finally {
    workspace.remove();
  }
}

function tell(report: z.output<typeof Report>, production: ReadonlySet<string>): void {
  const excusing = exceptions.filter(isCheckovs);
  const { findings, excused, needless } = judge(findingsOf(report), excusing, production);
  for (const { rule, title, stage, stack, resource } of findings)
    process.stdout.write(`FINDING ${rule} ${stage}-${stack} ${resource}: ${title}\n`);
  for (const { rule, stacks } of needless)
    process.stdout.write(
      `UNUSED exception ${rule} for ${stacks.join(', ')}: no finding needs it in every listed stack, narrow or remove it\n`,
    );
  const { passed, parsing_errors: unread, checkov_version: version } = report.summary;
  process.stdout.write(
    `Checkov ${version}: ${passed} checks passed, ${findings.length} findings, ${excused.length} covered by ${excusing.length} exceptions\n`,
  );
  if (version !== reviewedVersion)
    return notRun(
      'checkov',
      `the exceptions were reviewed with ${reviewedVersion}, not with ${version}: its findings are printed above and do not fail the check`,
    );
  if (findings.length > 0 || needless.length > 0 || unread > 0 || passed === 0) process.exitCode = 1;
}

await main();
