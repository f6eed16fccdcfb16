import * as z from 'zod';
import { parseInput, readInput } from './input-file.ts';

/** The latest day that a JavaScript date can express. */
const MOST_DAYS = 100_000_000;
/** More than the money supply of the world. */
const MOST_USDC = 10_000_000_000_000;
/** More than fits into the memory of one machine. */
const MOST_NAMES = 10_000_000;

const Days = z.number().nonnegative().max(MOST_DAYS);
const Index = z.number().int().nonnegative();
const Count = Index.max(MOST_NAMES);

/** One event of a scenario file. Times are in days, values in USDC. */
export const ScenarioEvent = z.object({
  id: z.union([Index, z.string()], { error: 'expected a whole number or a text' }),
  t: Days,
  payer: Index,
  agent: Index,
  usdc: z.number().nonnegative().max(MOST_USDC),
  y: z.number().min(0).max(1).nullish(),
  kind: z.enum(['implicit', 'rating', 'adjudicated', 'oracle', 'zk']),
});
export type ScenarioEvent = z.infer<typeof ScenarioEvent>;

/** An event and its line number, counted from 1. */
export interface NumberedEvent extends ScenarioEvent {
  readonly line: number;
}

/**
 * Queries about a market. Members that only a judge reads, such as `targets`, are allowed. The members keep the words
 * of the file format: `anchors` are trust seeds, `ticket` is the job value.
 */
export const ScenarioMeta = z.object({
  n_agents: Count,
  n_payers: Count,
  anchors: z.array(Index),
  queries: z.array(Days),
  ticket: z.number().nonnegative().nullish(),
});
export type ScenarioMeta = z.infer<typeof ScenarioMeta>;

const META_CURE =
  'Write it like {"n_agents":2,"n_payers":2,"anchors":[0],"queries":[3]}; where nobody is trusted, "anchors":[].';
const EVENT_CURE =
  'Write an event a line like {"id":1,"t":0.5,"payer":0,"agent":0,"usdc":1,"y":0.9,"kind":"rating"}; an unknown y is null: JSON has no NaN.';

export const readMeta = (path: string): ScenarioMeta =>
  parseInput(ScenarioMeta, readInput(path), { where: path, cure: META_CURE });

/** Reads JSON lines, plain or gzipped. */
export function readEvents(path: string): NumberedEvent[] {
  return readInput(path)
    .split('\n')
    .flatMap((text, index) => {
      if (text.trim() === '') return [];
      const line = index + 1;
      return [{ ...parseInput(ScenarioEvent, text, { where: `${path}, line ${line},`, cure: EVENT_CURE }), line }];
    });
}
