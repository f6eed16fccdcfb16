import type { CredibilityGraph } from '../domain/credibility-graph.ts';
import { credibilityFrom, startCredibility, stepCredibility, type AnchorTrust, type PayerCredibility } from '../domain/credibility-pass.ts';
import type { ReputationModel } from '../model/reputation-model.ts';

/** Finds what every payer's word is worth; `onRound` is awaited between two rounds, and what it throws ends the pass. */
export type RunPass = (graph: CredibilityGraph, trust: AnchorTrust, model: ReputationModel, onRound: () => Promise<void>) => Promise<PayerCredibility>;

/** In this thread, round by round: between two of them whatever else the process does has its turn. */
export const passHere: RunPass = async (graph, trust, { credibility }, onRound) => {
  let state = startCredibility(graph);
  while (state.round < credibility.rounds) {
    state = stepCredibility(graph, state, trust, credibility);
    await onRound();
  }
  return credibilityFrom(graph, state, trust, credibility);
};
