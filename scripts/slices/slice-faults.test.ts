import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CONSUMERS } from '../../packages/contract/src/consumers.ts';
import { EVENTS } from '../../packages/contract/src/events.ts';
import { ROUTES } from '../../packages/contract/src/routes.ts';
import type { SliceDeclaration } from '../../packages/contract/src/slice.ts';
import { SLICES } from '../../packages/contract/src/slices.ts';
import { task } from '../../packages/contract/src/task.ts';
import { generateFromSlices } from '../generate/slices/slice-generators.ts';
import { sliceFaults } from './slice-faults.ts';
import { readSourceTree, type SourceTree } from './source-tree.ts';

const routeCalled = (id: string) => ({ ...ROUTES['get-health'], id });
const eventCalled = (id: string) => ({ ...EVENTS['settlement-confirmed'], id });
const consumerCalled = (id: string) => ({ ...CONSUMERS['append-receipt'], id });
const taskCalled = (id: string) => task({ id, summary: 'Counts.', everyMs: 1_000, needs: ['database'] });

const APPLES: SliceDeclaration = {
  id: 'apples',
  tag: 'apples',
  summary: 'Apples.',
  routes: [routeCalled('get-apples')],
  events: [eventCalled('apple-picked')],
  consumers: [consumerCalled('weigh-apples')],
  tasks: [taskCalled('count-apples')],
  problems: {
    'apples-rotten': { status: 409, since: '2026-12-01', title: 'The apples are rotten', cure: 'Pick others.' },
  },
};
const PEARS: SliceDeclaration = { id: 'pears', tag: 'pears', summary: 'Pears.', routes: [routeCalled('get-pears')] };
const ORCHARD = [APPLES, PEARS];

const SOUND: Readonly<Record<string, string>> = {
  'packages/contract/src/apples/slice.ts': '',
  'packages/contract/src/apples/problems.ts': '',
  'packages/contract/src/apples/routes/get-apples.ts': '',
  'packages/contract/src/apples/events/apple-picked.ts': '',
  'packages/contract/src/apples/consumers/weigh-apples.ts': '',
  'packages/contract/src/apples/tasks/count-apples.ts': '',
  'packages/contract/src/pears/slice.ts': '',
  'packages/contract/src/pears/routes/get-pears.ts': '',
  'packages/apples/package.json': '{ "dependencies": { "@pos/contract": "workspace:*" } }',
  'packages/apples/src/routes/get-apples.ts': 'export const handler = 1;',
  'packages/apples/src/routes/get-apples.db.test.ts': "import { handler } from '@pos/pears/routes/get-pears.ts';",
  'packages/apples/src/consumers/weigh-apples.ts': 'export const handler = 1;',
  'packages/apples/src/tasks/count-apples.ts': 'export const countApples = 1;',
  'packages/apples/src/testing/basket.ts': "import { handler } from '@pos/pears/routes/get-pears.ts';",
  'packages/pears/package.json': '{ "devDependencies": { "@pos/apples": "workspace:*" } }',
  'packages/pears/src/routes/get-pears.ts': "import '@pos/contract/routes.ts';\nexport const handler = 1;",
  'packages/functions/package.json': '{\n  "dependencies": {\n    "@pos/contract": "workspace:*"\n  }\n}\n',
  'packages/worker/package.json':
    '{\n  "dependencies": {\n    "@pos/contract": "workspace:*",\n    "pg": "catalog:"\n  }\n}\n',
};

const treeOf = (files: Readonly<Record<string, string>>): SourceTree => ({
  paths: Object.keys(files),
  read: (path) => files[path],
});

/** A tree whose generated files are those of the slices. */
function grown(files: Readonly<Record<string, string>>, slices: readonly SliceDeclaration[] = ORCHARD): SourceTree {
  const generated = generateFromSlices(slices, treeOf(files)).map(({ path, content }) => [path, content]);
  return treeOf({ ...files, ...(Object.fromEntries(generated) as Record<string, string>) });
}

const without = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(SOUND).filter(([each]) => each !== path));

describe('sliceFaults', () => {
  it('finds none in the repository', () =>
    expect(sliceFaults(SLICES, readSourceTree(resolve(import.meta.dirname, '../..')))).toEqual([]));

  it('finds none in a sound tree', () => expect(sliceFaults(ORCHARD, grown(SOUND))).toEqual([]));

  it.each([
    ['routes', 'peel-apples'],
    ['consumers', 'press-apples'],
    ['tasks', 'water-apples'],
  ])('names an implementation in %s that no slice lists', (kind, id) => {
    const path = `packages/apples/src/${kind}/${id}.ts`;
    expect(sliceFaults(ORCHARD, grown({ ...SOUND, [path]: '' }))).toEqual([
      `${path} implements nothing that a slice lists. Add "${id}" to \`${kind}\` in packages/contract/src/apples/slice.ts, or move or delete the file.`,
    ]);
  });

  it.each([
    ['routes', 'peel-apples'],
    ['events', 'apple-fell'],
    ['consumers', 'press-apples'],
    ['tasks', 'water-apples'],
  ])('names a declaration in %s that its slice does not list', (kind, id) => {
    const path = `packages/contract/src/apples/${kind}/${id}.ts`;
    expect(sliceFaults(ORCHARD, grown({ ...SOUND, [path]: '' }))).toEqual([
      `${path} is listed nowhere. Add "${id}" to \`${kind}\` in packages/contract/src/apples/slice.ts, or delete the file.`,
    ]);
  });

  it('names a catalogue of problems that its slice does not list', () =>
    expect(sliceFaults(ORCHARD, grown({ ...SOUND, 'packages/contract/src/pears/problems.ts': '' }))).toEqual([
      'packages/contract/src/pears/problems.ts is listed nowhere. Add `problems` to packages/contract/src/pears/slice.ts, or delete the file.',
    ]));

  it('names a slice that the list of slices misses', () =>
    expect(sliceFaults(ORCHARD, grown({ ...SOUND, 'packages/contract/src/plums/slice.ts': '' }))).toEqual([
      'packages/contract/src/plums/slice.ts is a slice that nothing lists. Add it to packages/contract/src/slices.ts, or delete its folder.',
    ]));

  it('names a listed declaration that is not in the file of its id', () =>
    expect(sliceFaults(ORCHARD, grown(without('packages/contract/src/apples/events/apple-picked.ts')))).toEqual([
      'packages/contract/src/apples/slice.ts lists "apple-picked" in `events`, but there is no packages/contract/src/apples/events/apple-picked.ts. Declare it in that file.',
    ]));

  it.each([
    ['routes', 'get-apples'],
    ['consumers', 'weigh-apples'],
    ['tasks', 'count-apples'],
  ])('names a file in %s that is missing for a listed declaration', (kind, id) => {
    const path = `packages/apples/src/${kind}/${id}.ts`;
    expect(sliceFaults(ORCHARD, grown(without(path)))).toEqual([
      `${path} is missing, but packages/contract/src/apples/slice.ts lists "${id}" in \`${kind}\`. Write it, or take "${id}" off that list.`,
    ]);
  });

  it.each([
    ['routes', 'get-apples', 'handler'],
    ['consumers', 'weigh-apples', 'handler'],
    ['tasks', 'count-apples', 'countApples'],
  ])('names a file in %s that does not export its implementation', (kind, id, name) => {
    const path = `packages/apples/src/${kind}/${id}.ts`;
    expect(sliceFaults(ORCHARD, grown({ ...SOUND, [path]: `export const ${name}s = 1;` }))).toEqual([
      `${path} does not export \`${name}\`. Export the implementation of "${id}" under that name.`,
    ]);
  });

  it('names an implementation in another package than its slice', () => {
    const files = { ...SOUND, 'packages/pears/src/routes/get-apples.ts': 'export const handler = 1;' };
    expect(sliceFaults(ORCHARD, grown(files))).toEqual([
      'packages/pears/src/routes/get-apples.ts is in another package than its slice "apples". Move it to packages/apples/src/routes/get-apples.ts.',
    ]);
  });

  it('names an implementation in a package that is no slice', () =>
    expect(sliceFaults(ORCHARD, grown({ ...SOUND, 'packages/runtime/src/routes/get-plums.ts': '' }))).toEqual([
      'packages/runtime/src/routes/get-plums.ts is outside every slice. Move it into the package of the slice that lists "get-plums", or delete it.',
    ]));

  it.each([
    ["import { ripe } from '@pos/pears/ripe.ts';"],
    ["import type { Ripe } from '@pos/pears/ripe.ts';"],
    ["export { ripe } from '@pos/pears/ripe.ts';"],
    ["const { ripe } = await import('@pos/pears/ripe.ts');"],
    ["import '@pos/pears/ripe.ts';"],
    ["import {\n  ripe,\n} from '../../../pears/src/ripe.ts';"],
  ])('names a source file that imports a sibling slice: %j', (line) => {
    const files = { ...SOUND, 'packages/apples/src/domain/ripe.ts': line };
    expect(sliceFaults(ORCHARD, grown(files))).toEqual([
      'packages/apples/src/domain/ripe.ts makes the slice "apples" depend on its sibling @pos/pears. Exchange data by an event or a table, or move what both need into a package below them.',
    ]);
  });

  it('names a manifest that lists a sibling slice', () => {
    const manifest = '{ "dependencies": { "@pos/pears": "workspace:*" } }';
    expect(sliceFaults(ORCHARD, grown({ ...SOUND, 'packages/apples/package.json': manifest }))).toEqual([
      'packages/apples/package.json makes the slice "apples" depend on its sibling @pos/pears. Exchange data by an event or a table, or move what both need into a package below them.',
    ]);
  });

  it.each([
    ['packages/contract/src/problems.generated.ts'],
    ['packages/functions/src/handlers.generated.ts'],
    ['packages/functions/package.json'],
    ['packages/worker/src/tasks.generated.ts'],
    ['packages/worker/package.json'],
  ])('names the stale %s', (path) => {
    const tree = grown(SOUND);
    const read = (each: string) => (each === path ? tree.read(path)?.replace('apples', 'plums') : tree.read(each));
    expect(sliceFaults(ORCHARD, { ...tree, read })).toEqual([
      `${path} is not what the slices declare. Run: npm run generate`,
    ]);
  });
});
