/** A process that runs Jest for one mutant after the other, which saves the start of Jest for each. */
import { runCLI } from 'jest';
import config from '../../jest.config.ts';
import type { Order, Reply } from './jest-process.ts';

const MUTANT = Symbol.for('registry.mutant');
const root = config.rootDir ?? process.cwd();
const [[pattern, [, swcOptions]]] = Object.entries(config.transform ?? {}) as [[string, [string, object]]];

async function run({ id, path, code, test, timeoutMs }: Order): Promise<Reply> {
  (globalThis as { [MUTANT]?: unknown })[MUTANT] = { path, code };
  const { globalSetup: _, globalTeardown: __, ...kept } = config;
  const overlaid = {
    ...kept,
    // Jest crawls only this folder. Imports are resolved by path.
    roots: [test.slice(0, test.indexOf('/src/'))],
    reporters: [`${import.meta.dirname}/quiet-reporter.cjs`],
    transform: { [pattern]: [`${import.meta.dirname}/transform.cjs`, swcOptions] },
    testTimeout: timeoutMs,
    setupFiles: [`${import.meta.dirname}/end-on-failure.cjs`],
    // Jest caches transformed code by configuration, so each mutant needs a different one.
    globals: { MUTANT: id },
  };
  const argv = {
    config: JSON.stringify(overlaid),
    runInBand: true,
    runTestsByPath: true,
    silent: true,
    _: [test],
    $0: '',
  };
  const { results } = await runCLI(argv as never, [root]);
  const [result] = results.testResults;
  const failed = result?.testResults.find((each) => each.status === 'failed');
  return {
    kind: 'done',
    id,
    failed: results.success ? undefined : (failed?.fullName ?? 'the file as a whole'),
    passed: results.numPassedTests,
    megabytes: process.memoryUsage().rss / 1e6,
  };
}

process.on('message', (order: Order) => {
  run(order).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ kind: 'broken', id: order.id, detail: String(error) } satisfies Reply),
  );
});
