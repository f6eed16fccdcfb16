import { spawnSync } from 'node:child_process';

/**
 * The seed of every property: PROPERTY_SEED where it is set, else derived from the committed tree, so that one commit
 * has one outcome wherever it is tested. With uncommitted changes, or without git, it is drawn at random.
 */
export function propertySeed(root: string): number {
  const given = process.env.PROPERTY_SEED;
  if (given !== undefined) return Number(given);
  const git = (...argv: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync('git', argv, { cwd: root, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const tree = git('status', '--porcelain') === '' ? git('rev-parse', 'HEAD^{tree}') : undefined;
  return tree === undefined ? Math.floor(Math.random() * 2 ** 31) : Number.parseInt(tree.slice(0, 7), 16);
}
