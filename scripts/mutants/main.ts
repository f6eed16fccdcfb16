/**
 * `npm run mutants -- [--sample 200] [--seed 1] [--list] [folder or file …]` changes one place of the code at a time and
 * runs the related tests. A change that no test notices is a survivor. The run fails if a survivor is not listed in
 * excused.json. No source file is written: Jest's transformer replaces the source in memory.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import setUp, { TEST_SERVER, type WithTestServer } from '../jest-global-setup.ts';
import { jestProcess, type JestProcess } from './jest-process.ts';
import { AREAS, excuses, mutantsOfFile, mutatedFiles, sample, type Excuse, type Mutant } from './mutants.ts';
import { readImporters, relatedTests } from './related-tests.ts';
import { report, type Outcome } from './report.ts';
import { refusedByCompiler } from './type-check.ts';

const root = resolve(import.meta.dirname, '../..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Time limit of a test file, as a multiple of its time without a mutant, and its minimum. */
const PATIENCE = 8;
const LEAST_MS = 30_000;
const BASELINE_MS = 600_000;
const TEST_MS = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
  },
});

const excused = JSON.parse(readFileSync(join(import.meta.dirname, 'excused.json'), 'utf8')) as readonly Excuse[];
const files = mutatedFiles(root, positionals.length === 0 ? AREAS : positionals);
const all = files.flatMap((file) => mutantsOfFile(root, file));
const chosen = values.sample === undefined ? all : sample(all, Number(values.sample), Number(values.seed));

/** Time limits of the test files that have passed without a mutant, in milliseconds. */
const limits = new Map<string, number>();

/** Runs test files until one fails. That file is then the first for the next mutant of the same source file. */
async function judge(jest: JestProcess, mutant: Mutant, tests: string[]): Promise<Outcome> {
  const path = join(root, mutant.file);
  for (const [place, test] of tests.entries()) {
    const limitMs = limits.get(test) ?? (await limitOf(jest, path, test));
    limits.set(test, limitMs);
    const answer = await jest.run({ path, code: mutant.code, test, timeoutMs: TEST_MS }, limitMs);
    if (answer !== 'stopped' && answer.failed === undefined) continue;
    tests.unshift(...tests.splice(place, 1));
    return { mutant, fate: answer === 'stopped' ? 'stopped' : 'killed' };
  }
  return { mutant, fate: excused.some((excuse) => excuses(excuse, mutant)) ? 'excused' : 'survived' };
}

/** Time limit of a test file in milliseconds. Throws where the file does not pass without a mutant. */
async function limitOf(jest: JestProcess, path: string, test: string): Promise<number> {
  const started = performance.now();
  const answer = await jest.run({ path, code: undefined, test, timeoutMs: TEST_MS }, BASELINE_MS);
  if (answer === 'stopped' || answer.failed !== undefined)
    throw new Error(`${test} does not pass as it is: ${answer === 'stopped' ? 'it did not end' : answer.failed}`);
  return Math.max(LEAST_MS, PATIENCE * (performance.now() - started));
}

async function run(): Promise<readonly Outcome[]> {
  await setUp();
  const server = (globalThis as WithTestServer)[TEST_SERVER];
  const jest = jestProcess((file) => {
    // A database that cannot be dropped stays until the server stops; the run goes on.
    server?.fileDone(file, true).catch(() => undefined);
  });
  const importers = readImporters(root);
  const outcomes: Outcome[] = [];
  const stop = async (): Promise<void> => {
    jest.stop();
    await server?.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    for (const [file, mutants] of Map.groupBy(chosen, (mutant) => mutant.file)) {
      const tests = relatedTests(importers, file).map((test) => join(root, test));
      for (const mutant of mutants) {
        const outcome = await judge(jest, mutant, tests);
        outcomes.push(outcome);
        if (outcomes.length % 50 === 0) say(`[${outcomes.length}/${chosen.length}]`);
      }
    }
  } finally {
    await stop();
  }
  return outcomes;
}

/** Excuses of the chosen files that match no mutant. */
const stale = excused.filter((excuse) => files.includes(excuse.file) && !all.some((mutant) => excuses(excuse, mutant)));

if (values.list) {
  for (const { file, line, operator, text } of chosen) say(`${file}:${line}  ${operator}  ${text}`);
  say(`${chosen.length} of ${all.length} mutants in ${files.length} files`);
} else {
  say(`${chosen.length} of ${all.length} mutants in ${files.length} files`);
  const judged = await run();
  const refused = refusedByCompiler(
    root,
    judged.flatMap(({ mutant, fate }) => (fate === 'survived' ? [mutant] : [])),
  );
  const outcomes = judged.map((each): Outcome => (refused.has(each.mutant) ? { ...each, fate: 'type error' } : each));
  const survivors = outcomes.flatMap(({ mutant, fate }) => (fate === 'survived' ? [mutant] : []));
  for (const { file, line, operator, text } of survivors) say(`survived  ${file}:${line}  ${operator}  ${text}`);
  say(report(outcomes));
  for (const { file, operator, text } of stale) say(`excused but not found: ${file}  ${operator}  ${text}`);
  process.exitCode = survivors.length > 0 || stale.length > 0 ? 1 : 0;
}
