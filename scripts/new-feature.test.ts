import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cloneWithFeature, ROOT, type FeatureClone } from './testing/feature-clone.ts';

/** Files outside the feature's own folders that tools write. `pnpm-lock.yaml` joins them where packages are installed. */
const WRITTEN_BY_TOOLS = [
  'docs/architecture.md',
  'packages/contract/src/problems.generated.ts',
  'packages/database/migrations/meta/_journal.json',
  'packages/functions/package.json',
  'packages/functions/src/handlers.generated.ts',
  'packages/worker/package.json',
  'packages/worker/src/tasks.generated.ts',
];

describe('a new feature', () => {
  let clone: FeatureClone;
  beforeAll(() => void (clone = cloneWithFeature('work-badges')));
  afterAll(() => clone.remove());

  it('edits one file that people write, the list of slices', () => {
    const { before, after } = clone;
    const edited = [...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path);
    expect(edited.toSorted()).toEqual([...WRITTEN_BY_TOOLS, 'packages/contract/src/slices.ts'].toSorted());
  });

  it('adds files in its own folders, its table and its migration only', () => {
    const own = /^packages\/(?:contract\/src\/)?work-badges\/|^packages\/database\/src\/schema\/work-badges\.ts$/;
    const migration = /^packages\/database\/migrations\/(?:\d+_work-badges\.sql|meta\/\d+_snapshot\.json)$/;
    const added = [...clone.after.keys()].filter((path) => !clone.before.has(path));
    expect(added.filter((path) => !own.test(path) && !migration.test(path))).toEqual([]);
    expect(added.filter((path) => migration.test(path))).toHaveLength(2);
  });

  it('leaves every generated file current', () =>
    expect(clone.node(['scripts/generate.ts', '--check'])).toEqual({ status: 0, output: '' }));

  it('is laid out as Prettier does', () => {
    const paths = ['packages/work-badges', 'packages/contract/src', 'packages/functions/src', 'packages/worker/src'];
    const prettier = ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn'];
    const schema = 'packages/database/src/schema/work-badges.ts';
    expect(clone.node([...prettier, ...paths, schema])).toEqual({ status: 0, output: '' });
  });

  it('has no fault that `npm start` would name', () => {
    const script = `
      import { SLICES } from './packages/contract/src/slices.ts';
      import { sliceFaults } from './scripts/slices/slice-faults.ts';
      import { readSourceTree } from './scripts/slices/source-tree.ts';
      process.stdout.write(JSON.stringify(sliceFaults(SLICES, readSourceTree('.'))));`;
    expect(clone.node(['--input-type=module', '--eval', script])).toEqual({ status: 0, output: '[]' });
  });

  it('has the migration of its table', () => {
    const again = ['node_modules/drizzle-kit/bin.cjs', 'generate', '--name', 'again'];
    expect(clone.node(again, 'packages/database').output).toContain('No schema changes');
  });
});

describe('the command', () => {
  const run = (args: readonly string[]) =>
    spawnSync(process.execPath, ['scripts/new-feature.ts', ...args], { cwd: ROOT, encoding: 'utf8' });

  it.each([[[]], [['Badges']], [['badges', '--force']], [['badges', 'more']]])('explains itself to %j', (args) => {
    expect(run(args)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('Usage: npm run new-feature'),
    });
  });

  it('refuses a name that is taken', () =>
    expect(run(['history'])).toMatchObject({
      status: 1,
      stderr: 'packages/history exists already: choose another name.\n',
    }));
});
