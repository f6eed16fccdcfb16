/**
 * `npm test` runs `steps` and `npm run test:long` runs `longSteps`. Every step runs, also after one has failed, and the
 * command fails if any step did. A step whose tool is missing (Terraform for `plan`, Checkov for `checkov`) is reported
 * as not run. The last line sums the tests; every other step counts as one.
 *
 * `node scripts/check.ts tests packages/ledger` runs one step and passes the other arguments to its tool. A first
 * argument of `--long` selects `longSteps`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { notRunCode } from '../stacks/offline/not-run.ts';

const root = resolve(import.meta.dirname, '..');
const bin = (path: string) => join(root, 'node_modules', path);
const scratch = mkdtempSync(join(tmpdir(), 'check-'));

/** False after an install without the cloud bindings. `types`, `lint` and Jest (by its configuration) then leave `stacks` out. */
const stacksInstalled = existsSync(join(root, 'stacks/node_modules'));

interface Step {
  readonly argv: readonly string[];
  /** Jest's report, where the step is a run of Jest: each of its tests counts as one. */
  readonly report?: string;
  /** True where the step leaves `stacks` out because its dependencies are not installed. */
  readonly withoutStacks?: boolean;
}

/** Type results are kept between runs. tsc compares the content of every file, and an install removes them. */
function types(): Step {
  const project = stacksInstalled ? 'tsconfig.json' : 'tsconfig.packages.json';
  const known = bin(`.cache/types/${project}.tsbuildinfo`);
  return {
    argv: [bin('typescript/bin/tsc'), '-p', project, '--incremental', '--tsBuildInfoFile', known],
    withoutStacks: !stacksInstalled,
  };
}

function jest(name: string, ...argv: readonly string[]): Step {
  const report = join(scratch, `${name}.json`);
  return {
    argv: [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      bin('jest/bin/jest.js'),
      '--json',
      `--outputFile=${report}`,
      ...argv,
    ],
    report,
    withoutStacks: !stacksInstalled,
  };
}

const lint = [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'];
const boundaries = [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', '.dependency-cruiser.mjs'];

const steps: Readonly<Record<string, Step>> = {
  types: types(),
  format: { argv: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '--cache', '.'] },
  generated: { argv: [join(root, 'scripts/generate.ts'), '--check'] },
  lint: {
    argv: stacksInstalled ? lint : [...lint, 'examples', 'packages', 'scripts'],
    withoutStacks: !stacksInstalled,
  },
  boundaries: { argv: [...boundaries, 'examples', 'packages', 'stacks', 'scripts'] },
  'dead-code': { argv: [bin('knip/bin/knip.js'), '--no-config-hints'] },
  tests: jest('tests'),
  synth: { argv: [join(root, 'stacks/main.ts')] },
  plan: { argv: [join(root, 'stacks/offline/main.ts'), 'deploy-cycle'] },
  checkov: { argv: [join(root, 'stacks/policy/checkov.ts')] },
};

/** Steps that take minutes each. A new one is one line here. */
const longSteps: Readonly<Record<string, Step>> = {
  'long-tests': jest('long-tests', '--config', 'jest.long.config.ts'),
  'zk-cross-check': { argv: [join(root, 'packages/zk-verify/bench/cross-check.ts'), '2000'] },
};

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Reads Jest's report. A run that ended before it wrote one counts as one failure. */
function countTests(report: string, ok: boolean): Count {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as Record<string, number>;
    return {
      passed: numPassedTests ?? 0,
      failed: Math.max((numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0), ok ? 0 : 1),
    };
  } catch {
    return { passed: 0, failed: ok ? 0 : 1 };
  }
}

function runStep(name: string, { argv, report, withoutStacks }: Step, extra: readonly string[]): Count {
  const started = performance.now();
  process.stdout.write(`\n== ${name}\n`);
  // Under --json Jest writes what people read to stderr, and to stdout only the path of its report.
  const done = spawnSync(process.execPath, [...argv, ...extra], {
    cwd: root,
    stdio: ['inherit', report === undefined ? 'inherit' : 'ignore', 'inherit'],
  });
  const missing = done.status === notRunCode;
  const ok = done.status === 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`-- ${name}: ${ok ? 'ok' : missing ? 'NOT RUN' : 'FAILED'} in ${seconds} s\n`);
  if (withoutStacks === true)
    process.stdout.write('NOT CHECKED: stacks, whose dependencies are not installed. npm test installs them.\n');
  if (missing) return { passed: 0, failed: 0 };
  return report === undefined ? { passed: ok ? 1 : 0, failed: ok ? 0 : 1 } : countTests(report, ok);
}

const typed = process.argv.slice(2);
const long = typed[0] === '--long';
const known = long ? longSteps : steps;
const [only, ...extra] = long ? typed.slice(1) : typed;
if (only !== undefined && !(only in known)) {
  process.stderr.write(`Unknown step "${only}". Known steps: ${Object.keys(known).join(', ')}.\n`);
  process.exit(2);
}
const chosen = Object.entries(known).filter(([name]) => only === undefined || name === only);
const counts = chosen.map(([name, step]) => ({ name, ...runStep(name, step, extra) }));
rmSync(scratch, { recursive: true, force: true });
const failed = counts.filter((count) => count.failed > 0).map(({ name }) => name);
const sum = (of: (count: Count) => number): number => counts.reduce((total, count) => total + of(count), 0);
const left = counts.filter((count) => count.failed + count.passed === 0).map(({ name }) => name);
if (left.length > 0) process.stdout.write(`\nNot run: ${left.join(', ')}.\n`);
process.stdout.write(
  failed.length === 0 ? `\nAll ${left.length > 0 ? 'other ' : ''}steps passed.\n` : `\nFailed: ${failed.join(', ')}.\n`,
);
process.stdout.write(`${sum((count) => count.passed)} passed, ${sum((count) => count.failed)} failed\n`);
process.exit(failed.length === 0 ? 0 : 1);
