/**
 * `npm test`: types, lint, dependency rules, dead code, tests, synth. Runs every step and fails if any did.
 * `node scripts/check.ts tests packages/ledger` runs one step, the rest of the line going to its tool.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bin = (path: string) => join(root, 'node_modules', path);

const steps: Record<string, string[]> = {
  types: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'],
  lint: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'],
  boundaries: [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', '.dependency-cruiser.mjs', 'packages', 'stacks', 'scripts'],
  'dead-code': [bin('knip/bin/knip.js'), '--no-config-hints'],
  tests: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', bin('jest/bin/jest.js')],
  synth: [join(root, 'stacks/main.ts')],
};

function runStep(name: string, argv: readonly string[], extra: readonly string[]): boolean {
  const started = performance.now();
  process.stdout.write(`\n== ${name}\n`);
  const done = spawnSync(process.execPath, [...argv, ...extra], { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`-- ${name}: ${done.status === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`);
  return done.status === 0;
}

const [only, ...extra] = process.argv.slice(2);
if (only !== undefined && !(only in steps)) {
  process.stderr.write(`Unknown step "${only}". Known steps: ${Object.keys(steps).join(', ')}.\n`);
  process.exit(2);
}
const chosen = Object.entries(steps).filter(([name]) => only === undefined || name === only);
const failed = chosen.filter(([name, argv]) => !runStep(name, argv, extra)).map(([name]) => name);
process.stdout.write(failed.length === 0 ? '\nAll steps passed.\n' : `\nFailed: ${failed.join(', ')}.\n`);
process.exit(failed.length === 0 ? 0 : 1);
