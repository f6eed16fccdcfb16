import { describe, expect, it } from '@jest/globals';
import { CURRENT_MODEL as model } from '../model/models.ts';
import { agentRowFrom, type RatedPair } from './agent-row.ts';
import { MS_PER_DAY, type Evidence } from './evidence.ts';
import { explainScore, topContributions, type ReasonCode } from './explain.ts';
import { replayPair } from './pair-row.ts';
import type { JobValueUsd } from './score.ts';

const AS_OF_MS = 100 * MS_PER_DAY;
let ids = 0;
const said = (
  kind: Evidence['kind'],
  outcome: number,
  valueUsd: number,
  credibility: number,
  daysAgo = 30,
): RatedPair => ({
  credibility,
  pair: replayPair([{ id: String((ids += 1)), atMs: AS_OF_MS - daysAgo * MS_PER_DAY, kind, outcome, valueUsd }], model),
});
const times = (count: number, make: () => RatedPair): RatedPair[] => Array.from({ length: count }, make);
const codes = (pairs: RatedPair[], jobValue: JobValueUsd = null): ReasonCode[] =>
  explainScore(agentRowFrom(pairs, AS_OF_MS, model), AS_OF_MS, jobValue, model).reasons.map(({ code }) => code);

describe('an explanation', () => {
  const good = times(30, () => said('rating', 1, 5, 1));

  it.each<[ReasonCode, RatedPair[], JobValueUsd]>([
    ['LOW_EVIDENCE', times(2, () => said('rating', 1, 1, 1)), null],
    ['RECENT_DROP', [...good, ...times(9, () => said('rating', 0, 0.2, 1, 0))], null],
    ['VALUE_LOST_TO_DISPUTES', [...times(30, () => said('rating', 1, 0.02, 1)), said('adjudicated', 0, 100, 1)], null],
    ['UNVERIFIED_PAYERS_CAPPED', times(30, () => said('rating', 1, 5, 0)), null],
    ['UNVERIFIED_COMPLAINTS_CAPPED', [...good, ...times(30, () => said('rating', 0, 5, 0))], null],
    ['UPHELD_DISPUTES', [...good, ...times(5, () => said('adjudicated', 0, 0.1, 1))], null],
    ['LOW_TICKET_EVIDENCE_ONLY', times(30, () => said('rating', 1, 0.02, 1)), 100],
  ])('names %s', (code, pairs, jobValue) => {
    expect(codes(pairs, jobValue)).toContain(code);
  });

  it('lists the reasons by the size of their effect, and leaves out effects below a basis point', () => {
    const pairs = [
      ...good.slice(0, 9),
      ...times(9, () => said('rating', 0, 5, 0)),
      ...times(3, () => said('adjudicated', 0, 2, 1, 0)),
    ];
    const { reasons } = explainScore(agentRowFrom(pairs, AS_OF_MS, model), AS_OF_MS, 100, model);
    const sizes = reasons.map(({ effectBps }) => Math.abs(effectBps));
    expect(new Set(sizes).size).toBeGreaterThan(2);
    expect(sizes).toEqual(sizes.toSorted((left, right) => right - left));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
  });

  it('gives no reason for a faultless record', () => {
    const blameless = codes(times(200, () => said('rating', 1, 50, 1, 0)));
    expect(blameless.filter((code) => code !== 'LOW_EVIDENCE')).toEqual([]);
  });

  it('reports the lowest term as the score', () => {
    const { score, terms, bindingTerm } = explainScore(agentRowFrom(good, AS_OF_MS, model), AS_OF_MS, null, model);
    expect(Math.floor(10_000 * terms[bindingTerm])).toBe(score.scoreBps);
    expect(Math.min(...Object.values(terms))).toBe(terms[bindingTerm]);
  });

  it('lists the payer that moved the score most first, without a name', () => {
    const pairs = [...good, said('rating', 0, 9, 1)];
    const top = topContributions(agentRowFrom(pairs, AS_OF_MS, model), pairs, AS_OF_MS, null, model, 3);
    expect(top).toHaveLength(3);
    expect(top[0]?.effectBps).toBeLessThan(0);
    expect(Object.keys(top[0] ?? {}).toSorted()).toEqual(['credibility', 'effectBps', 'events', 'lastAtMs']);
  });
});
