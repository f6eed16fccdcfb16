import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, changesOf, type Change, type Operator } from './operators.ts';

/** One change to one file of the repository. */
export interface Mutant extends Change {
  /** Relative to the repository, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The source line with the change in it. It identifies the mutant, together with file and operator. */
  readonly text: string;
  readonly code: string;
}

/** Folders that are mutated by default. A folder that does not exist is ignored. */
export const AREAS: readonly string[] = [
  'packages/runtime/src',
  'packages/contract/src',
  'packages/x402/src/domain',
  'packages/x402/src/schemes',
  'packages/ledger/src',
  'packages/receipts/src',
  'packages/reputation/src/domain',
];

const LONGEST_ORIGINAL = 60;
const NOT_MUTATED = /\.test(?:-d)?\.ts$|\.test-support\.ts$|\.generated\.ts$|\/testing\/|\/measure-[^/]*$|main\.ts$/;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** A change inside its source line. The line is needed to tell apart equal changes of one file. */
export function changeText(source: string, { start, end, replacement }: Change): string {
  const from = source.lastIndexOf('\n', start - 1) + 1;
  const newline = source.indexOf('\n', end);
  const to = newline < 0 ? source.length : newline;
  const original = oneLine(source.slice(start, end));
  const shown = original.length > LONGEST_ORIGINAL ? `${original.slice(0, LONGEST_ORIGINAL)}…` : original;
  return oneLine(`${source.slice(from, start)}⟦${shown} → ${replacement}⟧${source.slice(end, to)}`);
}

export function mutantsOfFile(root: string, file: string): readonly Mutant[] {
  const source = readFileSync(join(root, file), 'utf8');
  return changesOf(file, source).map((change) => ({
    ...change,
    file,
    line: source.slice(0, change.start).split('\n').length,
    text: changeText(source, change),
    code: apply(source, change),
  }));
}

/** The source files under the given folders or files, without tests, test support and programs. */
export function mutatedFiles(root: string, folders: readonly string[] = AREAS): readonly string[] {
  const files = folders.flatMap((folder) =>
    folder.endsWith('.ts') ? [folder] : globSync(`${folder}/**/*.ts`, { cwd: root }),
  );
  return [...new Set(files.map((file) => file.replaceAll('\\', '/')))].filter((file) => !NOT_MUTATED.test(file)).sort();
}

/** A pseudo-random sequence of numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random sample of `count` values in their original order. */
export function sample<Value>(values: readonly Value[], count: number, seed: number): readonly Value[] {
  const random = seeded(seed);
  return values
    .map((value, place) => ({ value, place, draw: random() }))
    .toSorted((one, other) => one.draw - other.draw)
    .slice(0, count)
    .toSorted((one, other) => one.place - other.place)
    .map(({ value }) => value);
}

/** A mutant that no test needs to notice, with the reason. */
export interface Excuse {
  readonly file: string;
  readonly operator: Operator;
  readonly text: string;
  readonly reason: string;
}

export const excuses = ({ file, operator, text }: Excuse, mutant: Mutant): boolean =>
  file === mutant.file && operator === mutant.operator && text === mutant.text;
