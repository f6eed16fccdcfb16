import { spawnSync } from 'node:child_process';

/** The commit of the working copy as a setting. Empty outside a Git repository, or if Git is not installed. */
export function buildCommit(): Readonly<Record<string, string>> {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--verify', 'HEAD'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return status === 0 ? { BUILD_COMMIT: stdout.trim() } : {};
}
