/**
 * `npm run new-feature -- <name>`: writes the skeleton of a feature (package, table, and in the contract a slice with
 * route, event, consumer, task and problem) and prints the two lines that list it. With `--write` it also lists the
 * slice, runs the generators, writes the migration and installs; `--no-install` leaves the lock file and the installed
 * packages as they are.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { contractFiles } from './new-feature/contract-files.ts';
import { featureNames, type FeatureNames } from './new-feature/feature-names.ts';
import { listingLines, listSlice } from './new-feature/list-slice.ts';
import { packageFiles } from './new-feature/package-files.ts';
import { SLICES_FILE } from './slices/slice-files.ts';

const root = resolve(import.meta.dirname, '..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function writeFormatted(path: string, text: string): Promise<void> {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, await format(text, { ...(await resolveConfig(full)), filepath: full }));
}

function run(command: string, args: readonly string[], folder: string, env = process.env): void {
  const done = spawnSync(command, args, { cwd: join(root, folder), env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) fail(`This command failed in ${folder}: ${command} ${args.join(' ')}`);
}

/** Installs by the pinned pnpm. The lock file changes, because there is a new package. */
function install(): void {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  const pnpm = packageManager.split('+', 1).join('');
  // npm passes its own settings down as npm_config_*, and pnpm would read them as its own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_config_/i.test(key)));
  const flags = ['--no-frozen-lockfile', '--prefer-offline', '--reporter=append-only'];
  run('npx', ['--yes', pnpm, 'install', ...flags], '.', env);
}

async function write(names: FeatureNames): Promise<void> {
  const files = { ...contractFiles(names), ...packageFiles(names) };
  const taken = [`packages/${names.id}`, ...Object.keys(files)].find((path) => existsSync(join(root, path)));
  if (taken !== undefined) fail(`${taken} exists already: choose another name.`);
  for (const [path, text] of Object.entries(files)) {
    await writeFormatted(path, text);
    say(`written: ${path}`);
  }
}

async function integrate(names: FeatureNames): Promise<void> {
  await writeFormatted(SLICES_FILE, listSlice(readFileSync(join(root, SLICES_FILE), 'utf8'), names));
  say(`listed: ${SLICES_FILE}`);
  run(process.execPath, ['scripts/generate.ts'], '.');
  run(process.execPath, ['node_modules/drizzle-kit/bin.cjs', 'generate', '--name', names.id], 'packages/database');
}

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [name = '', ...others] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = options.find((option) => !['--write', '--no-install'].includes(option));
const names = featureNames(name);
if (names === undefined || others.length > 0 || unknown !== undefined)
  fail('Usage: npm run new-feature -- <name> [--write [--no-install]], the name in lower case: work-badges');

await write(names);
if (options.includes('--write')) {
  await integrate(names);
  if (!options.includes('--no-install')) install();
} else
  say(
    `\nAdd to ${SLICES_FILE}:\n${listingLines(names).join('\n')}\n\nThen: npm run generate, drizzle-kit generate in packages/database, pnpm install.`,
  );
