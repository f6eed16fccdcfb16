/**
 * `npm test`: types, format, generated files, lint, dependency rules, dead code, tests, synth, plan, policy. Runs every step and fails if any did.
 * `plan` wants Terraform and `checkov` Checkov: where they are missing the run says so and goes on. The last line counts
 * the tests, and every other step as one.
 * `node scripts/check.ts tests packages/ledger` runs one step, the rest of the line going to its tool.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { notRunCode } from '../stacks/offline/not-run.ts';

const root = resolve(import.meta.dirname, '..');
const bin = (path: string) => join(root, 'node_modules', path);

const scratch = mkdtempSync(join(tmpdir(), 'check-'));
const results = join(scratch, 'jest.json');

const steps: Record<string, string[]> = {
  types: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'],
  format: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '--cache', '.'],
  generated: [join(root, 'scripts/generate.ts'), '--check'],
  lint: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'],
  boundaries: [
    bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
    '--config',
    '.dependency-cruiser.mjs',
    'packages',
    'stacks',
    'scripts',
  ],
  'dead-code': [bin('knip/bin/knip.js'), '--no-config-hints'],
  tests: [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    bin('jest/bin/jest.js'),
    '--json',
    `--outputFile=${results}`,
  ],
  synth: [join(root, 'stacks/main.ts')],
  plan: [join(root, 'stacks/offline/main.ts'), 'deploy-cycle'],
  checkov: [join(root, 'stacks/policy/checkov.ts')],
};

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What Jest counted; a run that died before it could count has failed once. */
function countTests(ok: boolean): Count {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(results, 'utf8'),
    ) as Record<string, number>;
    return {
      passed: numPassedTests ?? 0,
      failed: Math.max((numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0), ok ? 0 : 1),
    };
  } catch {
    return { passed: 0, failed: ok ? 0 : 1 };
  }
}

function runStep(name: string, argv: readonly string[], extra: readonly string[]): Count {
  const started = performance.now();
  process.stdout.write(`\n== ${name}\n`);
  // Jest says on stderr what people read and on stdout, under --json, only where the file is.
  const done = spawnSync(process.execPath, [...argv, ...extra], {
    cwd: root,
    stdio: ['inherit', name === 'tests' ? 'ignore' : 'inherit', 'inherit'],
  });
  const missing = done.status === notRunCode;
  const ok = done.status === 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`-- ${name}: ${ok ? 'ok' : missing ? 'NOT RUN' : 'FAILED'} in ${seconds} s\n`);
  if (missing) return { passed: 0, failed: 0 };
  return name === 'tests' ? countTests(ok) : { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

const [only, ...extra] = process.argv.slice(2);
if (only !== undefined && !(only in steps)) {
  process.stderr.write(`Unknown step "${only}". Known steps: ${Object.keys(steps).join(', ')}.\n`);
  process.exit(2);
}
const chosen = Object.entries(steps).filter(([name]) => only === undefined || name === only);
const counts = chosen.map(([name, argv]) => ({ name, ...runStep(name, argv, extra) }));
rmSync(scratch, { recursive: true, force: true });
const failed = counts.filter((count) => count.failed > 0).map(({ name }) => name);
const sum = (of: (count: Count) => number): number => counts.reduce((total, count) => total + of(count), 0);
const left = counts.filter((count) => count.failed + count.passed === 0).map(({ name }) => name);
if (left.length > 0) process.stdout.write(`\nNot run, for want of a tool: ${left.join(', ')}.\n`);
process.stdout.write(
  failed.length === 0 ? `\nAll ${left.length > 0 ? 'other ' : ''}steps passed.\n` : `\nFailed: ${failed.join(', ')}.\n`,
);
process.stdout.write(`${sum((count) => count.passed)} passed, ${sum((count) => count.failed)} failed\n`);
process.exit(failed.length === 0 ? 0 : 1);
