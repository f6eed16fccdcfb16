import * as fc from 'fast-check';
import { CURRENT_MODEL } from '../model/models.ts';
import { compareEvidence, MS_PER_DAY, type Evidence } from './evidence.ts';
import { type RatedPair } from './agent-row.ts';
import { replayPair } from './pair-row.ts';

export const START_MS = Date.UTC(2026, 0, 1);

export const outcomeArb = fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));
export const valueArb = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-6, max: 1, noNaN: true }),
  fc.double({ min: 1, max: 1e6, noNaN: true }),
);
export const kindArb = fc.constantFrom('implicit', 'rating', 'zk', 'oracle', 'adjudicated');

export const evidenceArb: fc.Arbitrary<Evidence> = fc.record({
  id: fc.uuid(),
  atMs: fc.integer({ min: START_MS, max: START_MS + 200 * MS_PER_DAY }),
  kind: kindArb,
  outcome: outcomeArb,
  valueUsd: valueArb,
});

export const journalArb = fc.uniqueArray(evidenceArb, { maxLength: 12, selector: ({ id }) => id });
export const orderedJournalArb = journalArb.map((events) => events.toSorted(compareEvidence));

export const jobValueArb = fc.oneof(
  fc.constant(null),
  fc.constantFrom(0.05, 1, 100),
  fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
);
export const credibilityArb = fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));

export const ratedPairArb: fc.Arbitrary<RatedPair> = fc
  .tuple(journalArb, credibilityArb)
  .map(([events, credibility]) => ({ pair: replayPair(events, CURRENT_MODEL), credibility }));

export const LATEST_MS = START_MS + 201 * MS_PER_DAY;
/** Landmark of the rows under test: before the last events and after most of them. */
export const LANDMARK_MS = LATEST_MS - 10 * MS_PER_DAY;
