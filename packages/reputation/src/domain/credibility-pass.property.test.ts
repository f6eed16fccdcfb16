import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CURRENT_MODEL } from '../model/models.ts';
import { packGraph, pairIndex, type GraphPair } from './credibility-graph.ts';
import { runCredibilityPass, startCredibility, stepCredibility } from './credibility-pass.ts';

const model = CURRENT_MODEL.credibility;
const PAYERS = 8;
const AGENTS = 6;
const RUNS = { numRuns: 2_000 };

const usdArb = fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 100, noNaN: true }));
const pairsArb: fc.Arbitrary<GraphPair[]> = fc.uniqueArray(
  fc.record({ payer: fc.nat(PAYERS - 1), agent: fc.nat(AGENTS - 1), praisedUsd: usdArb, faultedUsd: usdArb }),
  { maxLength: 30, selector: ({ payer, agent }) => payer * AGENTS + agent },
);
const seedsArb = fc
  .array(fc.tuple(fc.nat(PAYERS - 1), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 3 })
  .map((all) => new Map(all));
const graphOf = (pairs: readonly GraphPair[]) => packGraph(pairs, PAYERS, AGENTS);
const spend = (payer: number, agent: number, praisedUsd: number): GraphPair => ({
  payer,
  agent,
  praisedUsd,
  faultedUsd: 0,
});

describe('the credibility pass', () => {
  it('rates every payer within 0..1, and a trust seed at least at its trust', () => {
    fc.assert(
      fc.property(pairsArb, seedsArb, (pairs, seeds) => {
        const { ofPair, ofPayer } = runCredibilityPass(graphOf(pairs), seeds, model);
        for (const value of [...ofPair, ...ofPayer]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        for (const [payer, trust] of seeds) expect(ofPayer[payer]).toBeGreaterThanOrEqual(trust);
      }),
      RUNS,
    );
  });

  it('turns at most the minted share of real spending into credible spending', () => {
    fc.assert(
      fc.property(pairsArb, seedsArb, (pairs, seeds) => {
        const graph = graphOf(pairs);
        let state = startCredibility(graph);
        for (let round = 0; round < model.rounds; round += 1) state = stepCredibility(graph, state, seeds, model);
        for (const [index, flow] of state.flowUsd.entries())
          expect(flow).toBeLessThanOrEqual(model.mintedShare * (graph.praisedUsd[index] ?? 0) + 1e-12);
      }),
      RUNS,
    );
  });

  it('gives the same bits for pairs in any order, and when resumed from a stored round', () => {
    fc.assert(
      fc.property(pairsArb, seedsArb, fc.integer({ min: 0, max: model.rounds }), (pairs, seeds, rounds) => {
        const graph = graphOf(pairs);
        const whole = runCredibilityPass(graph, seeds, model);
        expect(runCredibilityPass(graphOf(pairs.toReversed()), seeds, model)).toEqual(whole);
        let stored = startCredibility(graph);
        for (let round = 0; round < rounds; round += 1) stored = stepCredibility(graph, stored, seeds, model);
        expect(runCredibilityPass(graph, seeds, model, structuredClone(stored))).toEqual(whole);
      }),
      RUNS,
    );
  });

  it('gives no payer credibility without trust seeds', () => {
    fc.assert(
      fc.property(pairsArb, (pairs) => {
        expect([...runCredibilityPass(graphOf(pairs), new Map(), model).ofPayer].every((value) => value === 0)).toBe(
          true,
        );
      }),
      RUNS,
    );
  });

  it('passes trust from a seed through an agent to its other payers', () => {
    const graph = graphOf([spend(0, 0, 5), spend(1, 0, model.fullAtUsd), spend(2, 1, 1)]);
    const { ofPayer, ofPair } = runCredibilityPass(graph, new Map([[0, 1]]), model);
    expect(ofPayer[1]).toBe(1);
    expect(ofPayer[2]).toBe(0);
    expect(ofPair[pairIndex(graph, 1, 0)]).toBe(0);
  });

  it('does not count a payer’s spending with the agent that it rates', () => {
    const graph = graphOf([spend(0, 0, 5), spend(1, 0, 10), spend(1, 1, 10)]);
    const { ofPair } = runCredibilityPass(graph, new Map([[0, 1]]), model);
    expect(ofPair[pairIndex(graph, 1, 0)]).toBe(0);
    // At the other agent the payer is believed less, because half of its money goes to an agent that nobody else pays.
    expect(ofPair[pairIndex(graph, 1, 1)]).toBeCloseTo(0.5 ** (model.word?.purity?.power ?? 0), 12);
  });

  it('does not let a ring multiply the trust that it bought outside by paying itself', () => {
    const ring = [1, 2, 3, 4];
    const wordUsd = (bought: number, inside: number): number => {
      const outside = [
        spend(0, 0, 5),
        spend(0, 5, 5),
        spend(7, 0, 5),
        spend(7, 5, 5),
        ...ring.map((payer) => spend(payer, 0, bought)),
      ];
      const graph = graphOf([...outside, ...ring.flatMap((payer) => ring.map((agent) => spend(payer, agent, inside)))]);
      const { ofPayer } = runCredibilityPass(graph, new Map([[0, 1]]), { ...model, fullAtUsd: 1e6 });
      return 1e6 * ring.reduce((sum, payer) => sum + (ofPayer[payer] ?? 0), 0);
    };
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (bought, inside) => {
          expect(wordUsd(bought, inside)).toBeLessThan(3 * ring.length * bought);
        },
      ),
      RUNS,
    );
  });

  it('believes a wallet less if more of its money goes to agents without standing', () => {
    const customers = [0, 5, 6, 7].flatMap((payer) => [spend(payer, 0, 5), spend(payer, 5, 5)]);
    const wordAt = (vouchedFor: number, each: number): number => {
      const graph = graphOf([
        ...customers,
        spend(1, 0, model.fullAtUsd),
        ...Array.from({ length: vouchedFor }, (_, index) => spend(1, index + 1, each)),
      ]);
      return (
        runCredibilityPass(
          graph,
          new Map([
            [0, 1],
            [7, 1],
          ]),
          model,
        ).ofPair[pairIndex(graph, 1, 1)] ?? 0
      );
    };
    expect(wordAt(1, 0.01)).toBeGreaterThan(0.99);
    expect(wordAt(1, 0.01)).toBeLessThan(1);
    expect(wordAt(4, 10)).toBeLessThan(0.6 * wordAt(1, 10));
    expect(wordAt(1, 1_000)).toBeLessThan(0.06);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (vouchedFor, each) => {
          expect(wordAt(vouchedFor + 1, each)).toBeLessThanOrEqual(wordAt(vouchedFor, each) + 1e-12);
          expect(wordAt(vouchedFor, 1.5 * each)).toBeLessThanOrEqual(wordAt(vouchedFor, each) + 1e-12);
        },
      ),
      RUNS,
    );
  });

  it('does not jump when a trust seed is removed', () => {
    const graph = graphOf([spend(0, 0, 0.5), spend(7, 0, 0.5), spend(1, 0, 0.5), spend(1, 1, 1)]);
    const at = (trust: number) =>
      runCredibilityPass(
        graph,
        new Map([
          [0, trust],
          [7, 1],
        ]),
        model,
      ).ofPair[pairIndex(graph, 1, 1)] ?? 0;
    const steps = Array.from({ length: 101 }, (_, index) => at(index / 100));
    expect(steps[0]).toBeGreaterThan(0);
    for (const [index, value] of steps.entries())
      expect(Math.abs((steps[index + 1] ?? value) - value)).toBeLessThan(0.02);
  });

  it('requires as many real dollars with few trust seeds as with many', () => {
    const market = (payers: number) =>
      graphOf([
        spend(1, 0, 1),
        ...Array.from({ length: payers }, (_, index) => spend(index + 2, 0, 1)),
        spend(0, 0, 1),
      ]);
    const { ofPayer: few } = runCredibilityPass(
      market(5),
      new Map([
        [0, 1],
        [2, 1],
      ]),
      { ...model, passedOnMultiple: 0 },
    );
    const { ofPayer: many } = runCredibilityPass(
      market(5),
      new Map([
        [0, 1],
        [2, 1],
        [3, 1],
        [4, 1],
      ]),
      { ...model, passedOnMultiple: 0 },
    );
    expect(few[1]).toBeCloseTo(many[1] ?? 0, 12);
    expect(few[1]).toBeGreaterThan(0);
  });
});
