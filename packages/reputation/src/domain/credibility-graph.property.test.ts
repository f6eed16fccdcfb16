import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packColumns, packGraph, pairIndex, type GraphPair } from './credibility-graph.ts';

const PAYERS = 9;
const AGENTS = 7;

const pairsArb: fc.Arbitrary<GraphPair[]> = fc.uniqueArray(
  fc.record({
    payer: fc.nat(PAYERS - 1),
    agent: fc.nat(AGENTS - 1),
    praisedUsd: fc.double({ min: 0, max: 9, noNaN: true }),
    faultedUsd: fc.double({ min: 0, max: 9, noNaN: true }),
  }),
  { selector: ({ payer, agent }) => payer * AGENTS + agent },
);
/** A permutation: for each number in order of arrival, the place that it gets. */
const placesArb = (count: number) =>
  fc
    .shuffledSubarray(
      Array.from({ length: count }, (_, place) => place),
      { minLength: count },
    )
    .map((places) => Uint32Array.from(places));

describe('a packed graph', () => {
  it('is the same from columns in any order and numbering', () => {
    fc.assert(
      fc.property(pairsArb, placesArb(AGENTS), placesArb(PAYERS), (pairs, agentPlaces, payerPlaces) => {
        const columns = {
          agentOf: Uint32Array.from(pairs, ({ agent }) => agentPlaces.indexOf(agent)),
          payerOf: Uint32Array.from(pairs, ({ payer }) => payerPlaces.indexOf(payer)),
          praisedUsd: Float64Array.from(pairs, ({ praisedUsd }) => praisedUsd),
          faultedUsd: Float64Array.from(pairs, ({ faultedUsd }) => faultedUsd),
        };
        expect(packColumns(columns, agentPlaces, payerPlaces)).toEqual(packGraph(pairs, PAYERS, AGENTS));
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds every pair, and none that does not exist', () => {
    fc.assert(
      fc.property(pairsArb, (pairs) => {
        const graph = packGraph(pairs, PAYERS, AGENTS);
        for (let agent = 0; agent < AGENTS; agent += 1)
          for (let payer = 0; payer < PAYERS; payer += 1) {
            const pair = pairs.find((each) => each.agent === agent && each.payer === payer);
            const at = pairIndex(graph, payer, agent);
            expect(at < 0 ? undefined : graph.praisedUsd[at]).toBe(pair?.praisedUsd);
          }
      }),
    );
  });
});
