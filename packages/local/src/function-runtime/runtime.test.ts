import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFunctionRuntime, type FunctionRuntime } from './runtime.ts';

const ID = 'get-docs';
const REQUESTS = 12;

let scratch: string;
let runtime: FunctionRuntime;

/** Writes a bundle that returns its version. If the event asks for it, the handler creates a marker file or waits. */
function bundle(version: string, beforeHandler = ''): string {
  const folder = join(scratch, version);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'index.mjs'),
    `${beforeHandler}
    import { appendFileSync, existsSync } from 'node:fs';
    export const handler = async ({ mark, until }) => {
      if (mark) appendFileSync(mark, 'x');
      while (until && !existsSync(until)) await new Promise((resolve) => setTimeout(resolve, 5));
      return '${version}';
    };`,
  );
  return folder;
}

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'function-runtime-'));
  const unit = { id: ID, kind: 'function', entry: '', needs: [] } as const;
  runtime = createFunctionRuntime({
    built: [{ unit, folder: bundle('former'), bytes: 0, rebuilt: true }],
    values: {},
    logDirectory: scratch,
    clock: { now: () => new Date() },
  });
});
afterEach(async () => {
  await runtime.close();
  rmSync(scratch, { recursive: true, force: true });
});

const answered = (version: string) => ({ kind: 'returned', result: version });
const invoke = (event: object = {}) => runtime.invoke(ID, event);

describe('a function whose bundle is replaced', () => {
  it('answers later events with the new bundle, and ends events under way on the former one', async () => {
    const [mark, until] = [join(scratch, 'mark'), join(scratch, 'until')];
    const slow = Array.from({ length: REQUESTS }, () => invoke({ mark, until }));
    await invoke();
    const { drained } = await runtime.replace(ID, bundle('new'));
    let ended = false;
    void drained.then(() => (ended = true));
    expect(await Promise.all([invoke(), invoke()])).toEqual([answered('new'), answered('new')]);
    expect(ended).toBe(false);
    writeFileSync(until, '');
    expect(new Set((await Promise.all(slow)).map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify(answered('former'))]),
    );
    await drained;
    expect(await invoke()).toEqual(answered('new'));
  });

  it('refuses no event of a steady load', async () => {
    const seen = new Map<string, number>();
    let loading = true;
    const load = async () => {
      while (loading) {
        const invocation = await invoke();
        const answer = invocation.kind === 'returned' ? String(invocation.result) : invocation.detail;
        seen.set(answer, (seen.get(answer) ?? 0) + 1);
      }
    };
    const lanes = Promise.all([load(), load(), load()]);
    const drained = [];
    for (const version of ['v1', 'v2', 'v3', 'v4']) {
      drained.push((await runtime.replace(ID, bundle(version))).drained);
      await invoke();
    }
    loading = false;
    await Promise.all([lanes, ...drained]);
    expect(seen.get('v4')).toBeGreaterThan(0);
    expect([...seen.keys()].filter((answer) => !/^(?:former|v\d)$/.test(answer))).toEqual([]);
  });

  it('keeps the former bundle where the new one does not load', async () => {
    await invoke();
    await expect(runtime.replace(ID, bundle('broken', "throw new Error('on load');"))).rejects.toThrow('on load');
    expect(await invoke()).toEqual(answered('former'));
  });

  it('does not load a bundle that no event has asked for yet', async () => {
    await runtime.replace(ID, bundle('new'));
    expect(await invoke()).toEqual(answered('new'));
  });

  it('rejects the bundle of a function that does not exist', () =>
    expect(runtime.replace('get-nothing', scratch)).rejects.toThrow('There is no function get-nothing.'));
});
