import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Rebuilt } from '@pos/functions/build/rebuild.ts';
import type { Unit } from '@pos/functions/build/units.ts';
import { createLiveRebuild, type LiveRebuild } from './live-rebuild.ts';

const unit = (id: string, kind: Unit['kind'] = 'function'): Unit => ({ id, kind, entry: `${id}.ts`, needs: 'all' });
const [one, two, worker] = [unit('one'), unit('two'), unit('worker', 'container')];
const changed = (...units: readonly Unit[]): Rebuilt => ({
  ok: true,
  changed: units.map((each) => ({ unit: each, files: new Map() })),
});
/** The path of a source. It must exist, like the sources of a checkout. */
const SOURCE = import.meta.filename;

let answers: Rebuilt[];
let replaced: string[];
let said: string[];
let refuse: (id: string) => void;
let live: LiveRebuild;

beforeEach(() => {
  answers = [];
  replaced = [];
  said = [];
  refuse = () => undefined;
  live = createLiveRebuild({
    rebuilder: {
      rebuild: async () => answers.shift() ?? changed(),
      reads: (path) => path === SOURCE,
      close: async () => undefined,
    },
    system: {
      units: [one, two, worker],
      bundleOf: () => undefined,
      replace: async ({ id }) => {
        refuse(id);
        replaced.push(id);
      },
    },
    loadedBySystem: (path) => path.endsWith('gateway.ts'),
    repository: import.meta.dirname,
    say: (line) => void said.push(line.replaceAll(/\d+ ms/g, 'N ms')),
  });
});

const change = async (...paths: readonly string[]): Promise<void> => {
  live.changed(paths);
  await live.settled();
};

describe('a live rebuild', () => {
  it('replaces the units of a change and names them', async () => {
    answers = [changed(), changed(one, worker), changed(one, two, worker)];
    await change();
    await change(SOURCE);
    await change(SOURCE);
    expect(replaced).toEqual(['one', 'worker', 'one', 'two', 'worker']);
    expect(said).toEqual([
      'live-rebuild.test.ts: rebuilt one, worker in N ms, running after N ms.',
      'live-rebuild.test.ts: rebuilt all 2 functions, worker in N ms, running after N ms.',
    ]);
  });

  it('applies at its first call what changed while the system started', async () => {
    answers = [changed(two)];
    await change();
    expect(said).toEqual(['Since the start: rebuilt two in N ms, running after N ms.']);
  });

  it('does not build for a file that no bundle holds', async () => {
    answers = [changed(), changed(one)];
    await change();
    await change(`${import.meta.dirname}/source-watcher.test.ts`);
    expect([replaced, said]).toEqual([[], []]);
  });

  it('builds for any file after a build that failed', async () => {
    answers = [changed(), { ok: false, problems: ['a.ts:1: wrong'] }, changed(one)];
    await change();
    await change(SOURCE);
    await change(`${import.meta.dirname}/source-watcher.test.ts`);
    expect(replaced).toEqual(['one']);
    expect(said).toEqual([
      'live-rebuild.test.ts: not built, the former bundles stay in use.\n  a.ts:1: wrong',
      'source-watcher.test.ts: rebuilt one in N ms, running after N ms.',
    ]);
  });

  it('names a unit that keeps its former bundle, and replaces the others', async () => {
    answers = [changed(), changed(one, two)];
    refuse = (id) => {
      if (id === 'one') throw new Error('It did not start.');
    };
    await change();
    await change(SOURCE);
    expect(replaced).toEqual(['two']);
    expect(said).toEqual([
      'live-rebuild.test.ts: rebuilt two in N ms, running after N ms.',
      'live-rebuild.test.ts: built in N ms, but\n  one keeps its former bundle: It did not start.',
    ]);
  });

  it('reports which changes need a restart', async () => {
    await change();
    await change(`${import.meta.dirname}/../gateway/gateway.ts`);
    expect(said).toEqual([
      '../gateway/gateway.ts: loaded by the gateway or another local server too, which need a new start to run the change.',
    ]);
  });

  it('loses no change that comes during a build', async () => {
    answers = [changed(), changed(one), changed(two)];
    live.changed([]);
    await Promise.resolve();
    live.changed([SOURCE]);
    await live.settled();
    await change(SOURCE);
    expect(replaced).toEqual(['one', 'two']);
  });
});
