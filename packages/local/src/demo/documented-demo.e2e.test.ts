/** README.md quotes the end of `npm run demo` on a fresh system; this test runs the demo there and compares. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../testing/test-system.ts';
import { runDemo } from './run-demo.ts';
import { summaryOf } from './summary.ts';

const readme = readFileSync(join(resolve(__dirname, '../../../..'), 'README.md'), 'utf8');
const quoted = /```\n(Replay: .*?)\n```/s.exec(readme)?.[1]?.split('\n') ?? [];

let test: TestSystem;
beforeAll(async () => {
  test = await startTestSystem({ ratePerSecond: 1_000, burst: 1_000 });
});
afterAll(() => test.stop());

it('prints what README.md quotes, in this order', async () => {
  const printed: string[] = [];
  const summary = summaryOf(await runDemo(test.system.endpoints, (line) => void printed.push(...line.split('\n'))));
  const lines = [...printed, ...summary.lines];
  expect(summary.ok).toBe(true);
  expect(quoted.length).toBeGreaterThan(8);
  // README leaves out only the payments between the replay and the table.
  const [replay, table] = [quoted.slice(0, 3), quoted.slice(3)];
  const start = lines.indexOf(replay[0] ?? '');
  expect(lines.slice(start, start + replay.length)).toEqual(replay);
  expect(lines.slice(-table.length)).toEqual(table);
});
