import * as z from 'zod';
import type { MarketEvidence } from '../credibility/scored-market.ts';
import { compareEvidence, MS_PER_DAY } from '../domain/evidence.ts';
import { parseInput, readInput } from './input-file.ts';

/** One event of a scenario file; times are in days, values in USDC. */
export const ScenarioEvent = z.object({
  id: z.union([z.number().int().nonnegative(), z.string()]),
  t: z.number().nonnegative(),
  payer: z.number().int().nonnegative(),
  agent: z.number().int().nonnegative(),
  usdc: z.number().nonnegative(),
  y: z.number().min(0).max(1).nullish(),
  kind: z.enum(['implicit', 'rating', 'adjudicated', 'oracle', 'zk']),
});
export type ScenarioEvent = z.infer<typeof ScenarioEvent>;

export const ScenarioMeta = z.object({
  n_agents: z.number().int().nonnegative(),
  n_payers: z.number().int().nonnegative(),
  anchors: z.array(z.number().int().nonnegative()),
  queries: z.array(z.number().nonnegative()),
  ticket: z.number().positive().nullish(),
  targets: z.array(z.number().int().nonnegative()).default([]),
  quality: z.array(z.number()).optional(),
});
export type ScenarioMeta = z.infer<typeof ScenarioMeta>;

export const readMeta = (path: string): ScenarioMeta => parseInput(ScenarioMeta, readInput(path), path);

/** Reads JSON lines, plain or gzipped. */
export function readEvents(path: string): ScenarioEvent[] {
  return readInput(path)
    .split('\n')
    .flatMap((line, index) =>
      line.trim() === '' ? [] : [parseInput(ScenarioEvent, line, `${path}, line ${index + 1},`)],
    );
}

const ID_DIGITS = 16;

/** Numbers are padded, so that ids order as numbers do. */
const idOf = (id: number | string): string => (typeof id === 'string' ? id : String(id).padStart(ID_DIGITS, '0'));

/** A scenario's events as the engine takes them, in order. Silence (`y` missing) after payment is implicit praise. */
export const marketEvidence = (events: readonly ScenarioEvent[]): MarketEvidence[] =>
  events
    .map((event) => ({
      payer: event.payer,
      agent: event.agent,
      evidence: {
        id: idOf(event.id),
        atMs: Math.round(event.t * MS_PER_DAY),
        kind: event.kind,
        outcome: event.y ?? (event.kind === 'adjudicated' ? 0 : 1),
        valueUsd: event.usdc,
      },
    }))
    .toSorted((left, right) => compareEvidence(left.evidence, right.evidence));
