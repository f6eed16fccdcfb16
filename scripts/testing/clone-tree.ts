import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Paths of the files that are under version control or would be, from the root. */
function sourcePaths(root: string): readonly string[] {
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(stdout.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path)));
}

/**
 * Links packages into the `node_modules` of one of ours, as pnpm would: our own ones by name, others by the link that
 * `packages/database` has.
 */
export function linkInstalled(
  root: string,
  into: string,
  own: readonly string[],
  others: readonly string[] = [],
): void {
  const modules = join(root, 'packages', into, 'node_modules');
  mkdirSync(join(modules, '@pos'), { recursive: true });
  for (const name of own) symlinkSync(join('../../..', name), join(modules, '@pos', name));
  for (const name of others)
    symlinkSync(readlinkSync(join(root, 'packages/database/node_modules', name)), join(modules, name));
}

/** Copies the source tree into a new temporary folder. Installed packages are shared, links between our own are copied. */
export function cloneTree(root: string): string {
  const clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const path of sourcePaths(root)) cpSync(join(root, path), join(clone, path));
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  const workspaces = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'examples', 'stacks'];
  for (const workspace of workspaces) {
    const modules = join(root, workspace, 'node_modules');
    if (existsSync(modules))
      cpSync(modules, join(clone, workspace, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  }
  return clone;
}

/** Text of every file below a folder by path, installed packages and results of builds left out. */
export function snapshot(folder: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isFile()) texts.set(inside, readFileSync(join(folder, inside), 'latin1'));
      else if (entry.isDirectory() && !['node_modules', 'dist', '.local', 'cdktf.out'].includes(entry.name))
        visit(inside);
    }
  };
  visit('');
  return texts;
}
