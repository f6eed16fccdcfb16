import { describe, expect, it } from '@jest/globals';
import { isScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as fc from 'fast-check';
import { CURRENT_MODEL as model } from '../model/models.ts';
import { addRows, agentRowFrom, changeOf, contributionOf, emptyAgent, type RatedPair } from './agent-row.ts';
import {
  credibilityArb,
  evidenceArb,
  LANDMARK_MS,
  LATEST_MS,
  orderedJournalArb,
  outcomeArb,
  ratedPairArb,
  START_MS,
  jobValueArb,
  valueArb,
} from './arbitraries.test-support.ts';
import { MS_PER_DAY, type Evidence } from './evidence.ts';
import { applyEvidence, decayPair, emptyPair, replayPair, type PairRow } from './pair-row.ts';
import { scoreFrom, scoreOf, scoreTerms, type JobValueUsd } from './score.ts';

const RUNS = { numRuns: 1_000 };
const othersArb = fc.array(ratedPairArb, { maxLength: 6 });
const score = (pairs: readonly RatedPair[], jobValue: JobValueUsd, asOfMs = LATEST_MS): number =>
  scoreFrom(scoreTerms(agentRowFrom(pairs, asOfMs, model), asOfMs, jobValue, model));

/** Change of an agent's score by one more event. Both scores are read at the time of the event. */
function effect(
  others: readonly RatedPair[],
  journal: readonly Evidence[],
  credibility: number,
  last: Partial<Evidence>,
  jobValue: JobValueUsd,
) {
  const pair = replayPair(journal, model);
  const event: Evidence = { id: 'last', atMs: LATEST_MS, kind: 'rating', outcome: 1, valueUsd: 1, ...last };
  const before = score([...others, { pair, credibility }], jobValue);
  const after = score([...others, { pair: applyEvidence(pair, event, model), credibility }], jobValue);
  return after - before;
}

/** Sums are rounded to quanta of 2^−30, so compared scores may differ by a few quanta. */
const ROUNDING = 1e-7;

describe('the score', () => {
  it('is within 0..10,000 bps and not above its interval, whose ends are ordered', () => {
    fc.assert(
      fc.property(
        othersArb,
        jobValueArb,
        fc.integer({ min: LATEST_MS, max: LATEST_MS + 900 * MS_PER_DAY }),
        (pairs, jobValue, asOfMs) => {
          const published = scoreOf(agentRowFrom(pairs, LANDMARK_MS, model), asOfMs, jobValue, model);
          const { scoreBps, lowBps, meanBps, highBps } = published;
          expect([scoreBps, lowBps, meanBps, highBps].every(isScoreBps)).toBe(true);
          expect(scoreBps).toBeLessThanOrEqual(lowBps);
          expect(lowBps).toBeLessThanOrEqual(meanBps);
          expect(meanBps).toBeLessThanOrEqual(highBps);
          expect(published.evidence).toBeGreaterThanOrEqual(0);
        },
      ),
      RUNS,
    );
  });

  it('is never lowered by a fully good event, for any job value', () => {
    fc.assert(
      fc.property(
        othersArb,
        orderedJournalArb,
        credibilityArb,
        evidenceArb,
        jobValueArb,
        (others, journal, c, { kind, valueUsd }, jobValue) => {
          expect(effect(others, journal, c, { kind, valueUsd, outcome: 1 }, jobValue)).toBeGreaterThanOrEqual(
            -ROUNDING,
          );
        },
      ),
      RUNS,
    );
  });

  it('is never raised by a fully bad event, for any job value', () => {
    fc.assert(
      fc.property(
        othersArb,
        orderedJournalArb,
        credibilityArb,
        evidenceArb,
        jobValueArb,
        (others, journal, c, { kind, valueUsd }, jobValue) => {
          expect(effect(others, journal, c, { kind, valueUsd, outcome: 0 }, jobValue)).toBeLessThanOrEqual(ROUNDING);
        },
      ),
      RUNS,
    );
  });

  it('is not lowered by a late good rating of a paid call, nor raised by a late bad one', () => {
    fc.assert(
      fc.property(
        othersArb,
        orderedJournalArb,
        credibilityArb,
        evidenceArb,
        jobValueArb,
        (others, journal, credibility, { atMs, valueUsd }, jobValue) => {
          const as = (said: Pick<Evidence, 'kind' | 'outcome'>): number =>
            score(
              [
                ...others,
                { pair: replayPair([...journal, { id: 'call', atMs, valueUsd, ...said }], model), credibility },
              ],
              jobValue,
            );
          const unrated = as({ kind: 'implicit', outcome: 1 });
          expect(as({ kind: 'rating', outcome: 1 })).toBeGreaterThanOrEqual(unrated - ROUNDING);
          expect(as({ kind: 'rating', outcome: 0 })).toBeLessThanOrEqual(unrated + ROUNDING);
        },
      ),
      RUNS,
    );
  });

  it('rises by at most a limit through praise of any number of unknown payers', () => {
    const praise = (payers: number): RatedPair[] =>
      Array.from({ length: payers }, () => ({
        pair: replayPair([{ id: 'a', atMs: START_MS, kind: 'oracle', outcome: 1, valueUsd: 1e6 }], model),
        credibility: 0,
      }));
    const { praiseShare, praiseFloor } = model.unverified;
    const terms = scoreTerms(agentRowFrom(praise(1_000), START_MS, model), START_MS, null, model);
    expect(terms.countedPraise).toBeCloseTo(praiseShare * praiseFloor, 9);
    expect(score(praise(10), null, START_MS)).toBe(score(praise(1_000), null, START_MS));
  });

  it('falls by at most a limit through complaints of any number of unknown payers', () => {
    fc.assert(
      fc.property(othersArb, fc.integer({ min: 20, max: 200 }), (others, complaints) => {
        const unknown = (count: number): RatedPair[] =>
          Array.from({ length: count }, () => ({
            pair: replayPair([{ id: 'a', atMs: LATEST_MS, kind: 'rating', outcome: 0, valueUsd: 1e6 }], model),
            credibility: 0,
          }));
        const few = scoreTerms(
          agentRowFrom([...others, ...unknown(complaints)], LANDMARK_MS, model),
          LATEST_MS,
          null,
          model,
        );
        const { complaintShare, complaintFloor } = model.unverified;
        const { disputeShare, disputeFloor } = model.unverified;
        const proven = few.credible.complaints + few.countedDisputes;
        expect(few.countedDisputes).toBeLessThanOrEqual(
          few.credible.disputes + disputeShare * (few.credible.disputes + disputeFloor) + ROUNDING,
        );
        expect(few.countedComplaints).toBeLessThanOrEqual(
          proven + complaintShare * (proven + complaintFloor) + ROUNDING,
        );
      }),
      RUNS,
    );
  });

  it('gives one payer at most one unit per rung, for any amounts over any time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('oracle', 'implicit'), outcomeArb, valueArb), {
          minLength: 1,
          maxLength: 30,
        }),
        (calls) => {
          const events = calls.map(([kind, outcome, valueUsd], index): Evidence => ({
            id: String(index).padStart(3, '0'),
            atMs: START_MS,
            kind,
            outcome,
            valueUsd,
          }));
          const { slow, fast, silence } = replayPair(events, model);
          for (const [rung, silent] of silence.entries()) {
            expect(silent).toBeGreaterThanOrEqual(0);
            expect(silent + (slow.good[rung] ?? 0) + (slow.bad[rung] ?? 0)).toBeLessThanOrEqual(1 + 1e-12);
          }
          for (const ladder of [slow, fast])
            for (const [rung, good] of ladder.good.entries()) {
              expect(good).toBeGreaterThanOrEqual(0);
              expect(ladder.bad[rung]).toBeGreaterThanOrEqual(0);
              expect(good + (ladder.bad[rung] ?? 0)).toBeLessThanOrEqual(1 + 1e-12);
            }
        },
      ),
      RUNS,
    );
  });

  it('ranks a fresh identity below one with five good credible payers', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        (valueUsd, credibility) => {
          const pair = replayPair([{ id: 'a', atMs: START_MS, kind: 'rating', outcome: 1, valueUsd }], model);
          const five = Array.from({ length: 5 }, () => ({ pair, credibility }));
          expect(score([], null, START_MS)).toBeLessThan(score(five, null, START_MS));
        },
      ),
      RUNS,
    );
  });
});

describe('sums over pairs', () => {
  it('have the same bits whether pairs are added one by one, in any order, or together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(orderedJournalArb, credibilityArb), { maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        (journals, draws) => {
          const states = journals.map(([, credibility]): { rated: RatedPair | undefined; credibility: number } => ({
            rated: undefined,
            credibility,
          }));
          const queues = journals.map(([events]) => [...events]);
          let row = emptyAgent(LANDMARK_MS, model);
          for (let open = queues.flatMap((queue, index) => (queue.length > 0 ? [index] : [])); open.length > 0;) {
            const chosen = open[(draws.next().value ?? 0) % open.length] ?? 0;
            const state = states[chosen];
            const event = queues[chosen]?.shift();
            if (state && event) {
              const after = {
                pair: applyEvidence(state.rated?.pair ?? emptyPair(model), event, model),
                credibility: state.credibility,
              };
              row = addRows(row, changeOf(state.rated, after, LANDMARK_MS, model));
              state.rated = after;
            }
            open = queues.flatMap((queue, index) => (queue.length > 0 ? [index] : []));
          }
          const batch = agentRowFrom(
            states.flatMap(({ rated }) => rated ?? []),
            LANDMARK_MS,
            model,
          );
          expect(row).toEqual(batch);
        },
      ),
      RUNS,
    );
  });

  it('refuse evidence that is far newer than the landmark', () => {
    const pair = replayPair([{ id: 'a', atMs: LATEST_MS, kind: 'rating', outcome: 1, valueUsd: 1 }], model);
    expect(() => contributionOf({ pair, credibility: 1 }, START_MS, model)).toThrow(RangeError);
  });

  it('can be added only at one landmark', () => {
    expect(() => addRows(emptyAgent(1, model), emptyAgent(2, model))).toThrow(RangeError);
  });

  it('equal the sums of the decayed pairs at any later time', () => {
    fc.assert(
      fc.property(ratedPairArb, fc.integer({ min: 0, max: 30 }), (rated, days) => {
        const laterMs = LATEST_MS + days * MS_PER_DAY;
        const carried = contributionOf({ ...rated, pair: decayPair(rated.pair, laterMs, model) }, LATEST_MS, model);
        const direct = contributionOf(rated, LATEST_MS, model);
        for (const [index, sum] of direct.sums.entries())
          expect(Math.abs(sum - (carried.sums[index] ?? 0))).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });
});

const numbersOf = (pair: PairRow): number[] => [
  ...pair.slow.good,
  ...pair.slow.bad,
  ...pair.fast.good,
  ...pair.fast.bad,
  ...pair.disputes,
  ...pair.recentDisputes,
  pair.praisedUsd,
  pair.faultedUsd,
];
const expectClose = (left: PairRow, right: PairRow): void => {
  const others = numbersOf(right);
  for (const [index, value] of numbersOf(left).entries())
    expect(Math.abs(value - (others[index] ?? 0))).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
};

describe('a pair', () => {
  it('does not change when a payment is split', () => {
    fc.assert(
      fc.property(
        orderedJournalArb,
        evidenceArb,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (journal, event, part) => {
          const pair = replayPair(journal, model);
          const whole = { ...event, atMs: LATEST_MS, id: 'a' };
          const first = { ...whole, valueUsd: part * whole.valueUsd };
          const second = { ...whole, id: 'b', valueUsd: (1 - part) * whole.valueUsd };
          expectClose(
            applyEvidence(pair, whole, model),
            applyEvidence(applyEvidence(pair, first, model), second, model),
          );
        },
      ),
      RUNS,
    );
  });

  it('decays equally in one step and in two', () => {
    fc.assert(
      fc.property(orderedJournalArb, fc.nat(900), fc.nat(900), (journal, one, two) => {
        const pair = replayPair(journal, model);
        const middleMs = LATEST_MS + one * MS_PER_DAY;
        const endMs = middleMs + two * MS_PER_DAY;
        expectClose(decayPair(pair, endMs, model), decayPair(decayPair(pair, middleMs, model), endMs, model));
      }),
      RUNS,
    );
  });

  it('replays to the same bits from events in any order', () => {
    fc.assert(
      fc.property(orderedJournalArb, fc.infiniteStream(fc.nat()), (journal, draws) => {
        const shuffled = journal.toSorted(() => ((draws.next().value ?? 0) % 3) - 1);
        const live = journal.reduce((pair, event) => applyEvidence(pair, event, model), emptyPair(model));
        expect(replayPair(shuffled, model)).toEqual(live);
      }),
      RUNS,
    );
  });

  it('refuses an event that is not after its last one', () => {
    fc.assert(
      fc.property(
        orderedJournalArb.filter((journal) => journal.length > 1),
        (journal) => {
          const pair = replayPair(journal, model);
          for (const event of journal) expect(() => applyEvidence(pair, event, model)).toThrow(RangeError);
        },
      ),
      RUNS,
    );
  });
});
