#!/usr/bin/env node
/**
 * The entry point of every npm script. It runs on any Node >= 20. When the lock file has changed it installs the
 * dependencies with the pinned pnpm. It then runs the task under the packaged Node 24, which is the Lambda runtime and
 * runs TypeScript without a build.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/**
 * `install` names the dependencies that a task needs. `local` omits those of `stacks`, the cloud bindings (over 600 MB).
 * `all` installs everything. `either` accepts both: the task skips `stacks` by name where its dependencies are missing.
 */
const tasks = {
  start: { install: 'local', script: 'scripts/start.ts' },
  demo: { install: 'local', script: 'packages/local/src/demo/main.ts' },
  queues: { install: 'local', script: 'packages/local/src/queues/main.ts' },
  load: { install: 'local', script: 'packages/local/src/load/main.ts' },
  build: { install: 'local', script: 'packages/functions/src/build/main.ts' },
  'pack:client': { install: 'local', script: 'packages/client/src/build/main.ts' },
  sbom: { install: 'local', script: 'packages/functions/src/build/sbom-main.ts' },
  node: { install: 'local', script: '' },
  agent: { install: 'local', script: 'packages/cli/src/main.ts', args: movedSystem('--connection') },
  history: { install: 'local', script: 'packages/history/src/cli/main.ts', args: movedSystem('--endpoints') },
  reputation: { install: 'local', script: 'packages/reputation/src/cli/main.ts' },
  'bench:reputation': { install: 'local', script: 'packages/reputation/bench/main.ts' },
  check: { install: 'all', script: 'scripts/check.ts' },
  'check:long': { install: 'all', script: 'scripts/check.ts', args: ['--long'] },
  types: { install: 'either', script: 'scripts/check.ts', args: ['types'] },
  lint: { install: 'either', script: 'scripts/check.ts', args: ['lint'] },
  format: { install: 'either', script: 'node_modules/prettier/bin/prettier.cjs', args: ['--write', '--cache', '.'] },
  jest: { install: 'either', script: 'scripts/check.ts', args: ['tests'] },
  'api:diff': { install: 'local', script: 'scripts/api-diff.ts' },
  'api:release': { install: 'local', script: 'scripts/api-release.ts' },
  generate: { install: 'all', script: 'scripts/generate.ts' },
  'new-feature': { install: 'all', script: 'scripts/new-feature.ts' },
  mutants: { install: 'all', script: 'scripts/mutants/main.ts' },
  synth: { install: 'all', script: 'stacks/main.ts' },
  cdktf: { install: 'all', script: 'stacks/node_modules/cdktn-cli/bin/cdktn' },
};

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const [major] = process.versions.node.split('.').map(Number);
if (major < 20)
  fail(`Node ${process.versions.node} is too old. Install Node 20 or newer, then run the same command again.`);

const [name = '', ...given] = process.argv.slice(2);
// npm removes the `--` that ends its own options; pnpm passes it on.
const args = given[0] === '--' ? given.slice(1) : given;
const task = tasks[name];
if (!task) fail(`Unknown task "${name}". Known tasks: ${Object.keys(tasks).join(', ')}.`);

install(task.install);
run(packagedNode(), task.script ? [join(root, task.script), ...(task.args ?? []), ...args] : args);

/**
 * Names the endpoints file of the system that PORT_OFFSET moved. These arguments come before the typed ones, because the
 * last occurrence of an option wins.
 */
function movedSystem(option) {
  const offset = Number(process.env.PORT_OFFSET ?? 0);
  return Number.isInteger(offset) && offset > 0
    ? [option, join(root, '.local', `offset-${offset}`, 'endpoints.json')]
    : [];
}

/** A checkout that has the cloud bindings keeps them, so that alternating between tasks never installs twice. */
function profileOf(wanted, installed) {
  if (wanted === 'all' || installed === 'all') return 'all';
  if (wanted === 'local') return 'local';
  const names = (folder) => args.some((argument) => argument.startsWith(folder));
  if (names('stacks')) return 'all';
  return installed ?? (names('packages/') ? 'local' : 'all');
}

function install(wanted) {
  const stampFile = join(root, 'node_modules', '.install-stamp.json');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  const stamp = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  const profile = profileOf(wanted, stamp.profile);
  if (stamp.lock === lock && stamp.profile === profile) return;
  const pnpm = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.split('+')[0];
  process.stderr.write(
    `Installing dependencies with ${pnpm} (${profile === 'all' ? 'everything' : 'without the cloud bindings'}) ...\n`,
  );
  const filter = profile === 'all' ? [] : ['--filter', '!@pos/stacks'];
  // npm exports its own settings as npm_config_*, which pnpm would read as its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !key.toLowerCase().startsWith('npm_config_')),
  );
  const flags = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only', ...filter];
  const done = spawnSync('npx', ['--yes', pnpm, ...flags], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0)
    fail('The dependencies could not be installed, see above. Check the network and run the same command again.');
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  // Results of `npm run types` under the former dependencies.
  rmSync(join(root, 'node_modules/.cache/types'), { recursive: true, force: true });
  writeFileSync(stampFile, JSON.stringify({ lock, profile }));
}

function packagedNode() {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  const found = names.map((each) => join(root, 'node_modules', each, 'bin', 'node')).find((each) => existsSync(each));
  if (found) return found;
  if (major >= 24) return process.execPath;
  return fail(
    `There is no packaged Node 24 for ${process.platform}-${process.arch}. Install Node 24 and run the same command with it.`,
  );
}

/** Runs the task, forwards signals to it and exits with its exit code or signal. */
function run(node, argv) {
  const child = spawn(node, argv, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
