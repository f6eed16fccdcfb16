import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { watchSources, type SourceWatcher } from './source-watcher.ts';

let scratch: string;
let watcher: SourceWatcher;
let seen: Set<string>;
const at = (name: string): string => join(scratch, name);

beforeEach(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'watch-')));
  seen = new Set();
  for (const folder of ['one/deep', 'two']) mkdirSync(at(folder), { recursive: true });
  for (const file of ['one/deep/a.ts', 'one/b.ts', 'two/c.ts']) writeFileSync(at(file), 'first');
  watcher = watchSources(
    [at('one'), at('two')],
    (paths) => paths.forEach((path) => seen.add(path)),
    (message) => seen.add(message),
  );
});
afterEach(() => {
  watcher.close();
  rmSync(scratch, { recursive: true, force: true });
});

const until = async (name: string): Promise<void> => {
  while (!seen.has(at(name))) await new Promise((resolve) => void setTimeout(resolve, 10));
};

describe('watched sources', () => {
  it('report a write, a rename over a file, a removal and a new file in a new folder', async () => {
    writeFileSync(at('one/deep/a.ts'), 'second');
    await until('one/deep/a.ts');
    writeFileSync(at('one/b.ts.tmp'), 'second');
    renameSync(at('one/b.ts.tmp'), at('one/b.ts'));
    await until('one/b.ts');
    rmSync(at('two/c.ts'));
    await until('two/c.ts');
    mkdirSync(at('two/new'));
    await until('two/new');
    writeFileSync(at('two/new/d.ts'), 'first');
    await until('two/new/d.ts');
  });

  it('report nothing after they are closed', async () => {
    writeFileSync(at('one/b.ts'), 'second');
    watcher.close();
    await new Promise((resolve) => void setTimeout(resolve, 200));
    expect([...seen]).toEqual([]);
  });
});
