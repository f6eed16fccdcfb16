#!/usr/bin/env node
/**
 * The one entry behind every npm script. Runs on any Node >= 20: installs the pinned pnpm's frozen lock file when it
 * changed, then runs the task under the packaged Node 24, which is the Lambda runtime and executes TypeScript by itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/** `install`: `local` leaves the cloud bindings (over 600 MB) out; `all` brings everything. */
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
  types: { install: 'all', script: 'scripts/check.ts', args: ['types'] },
  lint: { install: 'all', script: 'scripts/check.ts', args: ['lint'] },
  format: { install: 'all', script: 'node_modules/prettier/bin/prettier.cjs', args: ['--write', '--cache', '.'] },
  jest: { install: 'all', script: 'scripts/check.ts', args: ['tests'] },
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
  fail(`Node ${process.versions.node} is too old: install Node 20 or newer, then run the same command again.`);

const [name = '', ...given] = process.argv.slice(2);
// npm keeps the two dashes that end its own options to itself; pnpm hands them on.
const args = given[0] === '--' ? given.slice(1) : given;
const task = tasks[name];
if (!task) fail(`Unknown task "${name}". Known tasks: ${Object.keys(tasks).join(', ')}.`);

install(task.install);
run(packagedNode(), task.script ? [join(root, task.script), ...(task.args ?? []), ...args] : args);

/** The file of the system that PORT_OFFSET moved, in front of what is typed: an option that is typed is the later one, and counts. */
function movedSystem(option) {
  const offset = Number(process.env.PORT_OFFSET ?? 0);
  return Number.isInteger(offset) && offset > 0
    ? [option, join(root, '.local', `offset-${offset}`, 'endpoints.json')]
    : [];
}

function install(profile) {
  const stampFile = join(root, 'node_modules', '.install-stamp.json');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  const stamp = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  if (stamp.lock === lock && (stamp.profile === 'all' || stamp.profile === profile)) return;
  const pnpm = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.split('+')[0];
  process.stderr.write(
    `Installing dependencies with ${pnpm} (${profile === 'all' ? 'everything' : 'without the cloud bindings'}) ...\n`,
  );
  const filter = profile === 'all' ? [] : ['--filter', '!@pos/stacks'];
  // npm hands its own settings down as npm_config_*, which pnpm would take for its own.
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
    fail('Dependencies could not be installed: see the lines above. Check the network and run the same command again.');
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ lock, profile }));
}

function packagedNode() {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  const found = names.map((each) => join(root, 'node_modules', each, 'bin', 'node')).find((each) => existsSync(each));
  if (found) return found;
  if (major >= 24) return process.execPath;
  return fail(
    `No packaged Node 24 for ${process.platform}-${process.arch}: install Node 24 and run the same command with it.`,
  );
}

/** Runs the task, hands signals on and ends as it ends. */
function run(node, argv) {
  const child = spawn(node, argv, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
