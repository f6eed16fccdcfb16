import type { PurityModel } from '../model/reputation-model.ts';
import type { CredibilityGraph } from './credibility-graph.ts';
import { powerInHalves } from './power-in-halves.ts';

/** Belief 1 for every payer. */
export const everyBelief = (graph: CredibilityGraph): Float64Array => new Float64Array(graph.payers).fill(1);

/**
 * Belief in payers' words: min(1, m·p / p̂)^k, where p is a payer's purity, the part of its spending that agents of
 * standing received, and p̂ is the purity of the trust seeds. A wallet that pays an agent of its own must keep those
 * payments small beside its real purchases, so its word is divided among the agents that it vouches for.
 */
export function beliefOf(
  graph: CredibilityGraph,
  seed: Float64Array,
  standingUsd: Float64Array,
  purity: PurityModel,
): Float64Array {
  const spentUsd = new Float64Array(graph.payers);
  for (let pair = 0; pair < graph.payerOf.length; pair += 1) {
    const payer = graph.payerOf[pair] ?? 0;
    spentUsd[payer] = (spentUsd[payer] ?? 0) + (graph.praisedUsd[pair] ?? 0) + (graph.faultedUsd[pair] ?? 0);
  }
  let seedUsd = 0;
  let seedSpentUsd = 0;
  for (let payer = 0; payer < graph.payers; payer += 1) {
    seedUsd += (seed[payer] ?? 0) * (standingUsd[payer] ?? 0);
    seedSpentUsd += (seed[payer] ?? 0) * (spentUsd[payer] ?? 0);
  }
  if (seedUsd <= 0) return everyBelief(graph);
  const typical = seedUsd / seedSpentUsd;
  const halves = Math.round(2 * purity.power);
  return spentUsd.map((spent, payer) =>
    spent > 0 ? powerInHalves(Math.min(1, (purity.multiple * (standingUsd[payer] ?? 0)) / spent / typical), halves) : 1,
  );
}
