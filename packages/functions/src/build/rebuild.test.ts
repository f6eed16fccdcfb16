import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop } from 'esbuild';
import { writeBundle } from './bundle.ts';
import { openRebuilder, sourcesOf, type Rebuilder } from './rebuild.ts';
import type { Unit } from './units.ts';

let scratch: string;
let rebuilder: Rebuilder;
const source = (name: string): string => join(scratch, name);
const write = (name: string, text: string): void => writeFileSync(source(name), text);
const folderOf = ({ id }: Unit): string => join(scratch, 'bundles', id);

/** Rebuilds, uses the changed bundles from now on, and returns the ids of the changed units. */
async function changedUnits(): Promise<readonly string[]> {
  const rebuilt = await rebuilder.rebuild(folderOf);
  if (!rebuilt.ok) throw new Error(rebuilt.problems.join('\n'));
  for (const { unit, files } of rebuilt.changed) writeBundle(folderOf(unit), files);
  return rebuilt.changed.map(({ unit }) => unit.id);
}

beforeEach(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'rebuild-')));
  write('shared.ts', "export const shared = 'shared';");
  write('lazy.ts', "export const lazy = 'lazy';");
  write('one.ts', "import { shared } from './shared.ts'; export const handler = () => 'one' + shared;");
  write(
    'two.ts',
    "import { shared } from './shared.ts'; export const handler = async () => shared + (await import('./lazy.ts')).lazy;",
  );
  const units = ['one', 'two'].map(
    (id) => ({ id, kind: 'function', entry: source(`${id}.ts`), needs: 'all' }) as const,
  );
  rebuilder = await openRebuilder(units);
  expect(await changedUnits()).toEqual(['one', 'two']);
});
afterEach(async () => {
  await rebuilder.close();
  await stop();
  rmSync(scratch, { recursive: true, force: true });
});

describe('a rebuild', () => {
  it('names no unit while no source changes', async () => expect(await changedUnits()).toEqual([]));

  it('names no unit if only a comment changes', async () => {
    write('shared.ts', "/* Better words. */ export const shared = 'shared';");
    expect(await changedUnits()).toEqual([]);
  });

  it('names the units that hold a changed source, also one that they load lazily, and no others', async () => {
    write('one.ts', "import { shared } from './shared.ts'; export const handler = () => 'other' + shared;");
    expect(await changedUnits()).toEqual(['one']);
    write('lazy.ts', "export const lazy = 'other';");
    expect(await changedUnits()).toEqual(['two']);
    write('shared.ts', "export const shared = 'other';");
    expect(await changedUnits()).toEqual(['one', 'two']);
  });

  it('names a unit again until its bundle runs', async () => {
    write('one.ts', "import { shared } from './shared.ts'; export const handler = () => 'again' + shared;");
    for (let turn = 0; turn < 2; turn += 1) {
      const rebuilt = await rebuilder.rebuild(folderOf);
      expect(rebuilt.ok && rebuilt.changed.map(({ unit }) => unit.id)).toEqual(['one']);
    }
    expect(await changedUnits()).toEqual(['one']);
    expect(await changedUnits()).toEqual([]);
  });

  it('leaves out a unit without a running bundle', async () => {
    write('shared.ts', "export const shared = 'other';");
    const rebuilt = await rebuilder.rebuild((unit) => (unit.id === 'one' ? undefined : folderOf(unit)));
    expect(rebuilt.ok && rebuilt.changed.map(({ unit }) => unit.id)).toEqual(['two']);
  });

  it('reports file and line of a build error, and builds again after the error is fixed', async () => {
    write('lazy.ts', 'export const lazy =\n  ;');
    expect(await rebuilder.rebuild(folderOf)).toEqual({
      ok: false,
      problems: [expect.stringMatching(/lazy\.ts:2: Unexpected ";"$/)],
    });
    write('lazy.ts', "export const lazy = 'mended';");
    expect(await changedUnits()).toEqual(['two']);
  });

  it('knows the sources that it read', () =>
    expect(['one.ts', 'shared.ts', 'lazy.ts', 'three.ts'].map((name) => rebuilder.reads(source(name)))).toEqual([
      true,
      true,
      true,
      false,
    ]));
});

it('lists the workspace sources that a program loads, and no package of others', async () => {
  write('program.ts', "import { shared } from './shared.ts'; import * as z from 'zod'; console.log(shared, z);");
  expect([...(await sourcesOf([source('program.ts')]))].toSorted()).toEqual([
    source('program.ts'),
    source('shared.ts'),
  ]);
});
