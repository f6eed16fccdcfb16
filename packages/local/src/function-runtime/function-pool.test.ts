import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createFunctionPool, type FunctionPool } from './function-pool.ts';

/** Source of a function that follows the instruction in its event and returns how often its instance was used. */
const SOURCE = `
import { threadId } from 'node:worker_threads';
let uses = 0;
export const handler = async (event, context) => {
  uses += 1;
  if (event.throw) throw new TypeError('on purpose');
  if (event.exit) process.exit(3);
  if (event.spin) for (;;);
  if (event.eat) { const all = []; for (;;) all.push(new Array(1e6).fill(uses)); }
  if (event.print) console.log('printed');
  await new Promise((resolve) => setTimeout(resolve, event.wait ?? 0));
  return { uses, threadId, env: Object.keys(process.env).sort(), id: context.awsRequestId, left: context.getRemainingTimeInMillis() };
};`;

let folder: string;
let pool: FunctionPool;
let output: string[];
const open = (more: { maxInstances?: number; timeoutSeconds?: number; file?: string } = {}) => {
  output = [];
  pool = createFunctionPool({
    id: 'test',
    file: join(folder, more.file ?? 'index.mjs'),
    environment: { ONLY: 'this' },
    memoryMb: 64,
    timeoutSeconds: more.timeoutSeconds ?? 20,
    maxInstances: more.maxInstances ?? 2,
    clock: { now: () => new Date() },
    onOutput: (line) => void output.push(line),
  });
  return pool;
};
const result = async (event: object) => {
  const invocation = await pool.invoke(event);
  return invocation.kind === 'returned'
    ? (invocation.result as { uses: number; threadId: number; env: string[]; id: string; left: number })
    : invocation;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'function-pool-'));
  writeFileSync(join(folder, 'index.mjs'), SOURCE);
  writeFileSync(join(folder, 'broken.mjs'), "throw new Error('cannot load');");
});
afterEach(() => pool.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a pool of function instances', () => {
  it('keeps an instance warm, with the environment of its function and no other variables', async () => {
    open();
    await pool.invoke({});
    expect(await pool.invoke({}, 'request-7')).toMatchObject({
      kind: 'returned',
      result: { uses: 2, id: 'request-7', env: ['ONLY'] },
    });
  });

  it('handles one event at a time in each, and queues beyond the limit', async () => {
    open({ maxInstances: 2 });
    const results = await Promise.all(Array.from({ length: 6 }, () => result({ wait: 250 })));
    expect(new Set(results.map((each) => ('threadId' in each ? each.threadId : each.kind))).size).toBe(2);
    expect(results.every((each) => 'uses' in each)).toBe(true);
  });

  it('reports an error of the handler and keeps the instance', async () => {
    open({ maxInstances: 1 });
    expect(await result({ throw: true })).toEqual({ kind: 'threw', detail: 'TypeError: on purpose' });
    expect(await result({})).toMatchObject({ uses: 2 });
  });

  it.each([
    ['ends its process', { exit: true }],
    ['eats its memory', { eat: true }],
  ])('replaces an instance that %s, without an effect on other events', async (_, event) => {
    open({ maxInstances: 1 });
    const [crash, next] = await Promise.all([result(event), result({})]);
    expect([crash, next]).toEqual([expect.objectContaining({ kind: 'crashed' }), expect.objectContaining({ uses: 1 })]);
  });

  it('kills a function that exceeds its timeout', async () => {
    open({ maxInstances: 1, timeoutSeconds: 1 });
    expect(await result({ spin: true })).toEqual({ kind: 'timed-out', detail: 'Task timed out after 1 seconds' });
    expect(await result({})).toMatchObject({ uses: 1 });
  });

  it('reports the error of a bundle that does not load, for every waiting event', async () => {
    open({ maxInstances: 1, file: 'broken.mjs' });
    const both = await Promise.all([result({}), result({})]);
    expect(both).toEqual([0, 1].map(() => ({ kind: 'crashed', detail: expect.stringContaining('cannot load') })));
  });

  it('forwards the output of a function', async () => {
    open();
    await result({ print: true });
    for (let turn = 0; turn < 100 && output.length === 0; turn += 1)
      await new Promise((resolve) => void setTimeout(resolve, 10));
    expect(output).toEqual(['printed']);
  });
});
