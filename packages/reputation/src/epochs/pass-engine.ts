import type { Did } from '@pos/vocabulary/did.ts';
import { packColumns, type CredibilityGraph, type GraphColumns } from '../domain/credibility-graph.ts';
import {
  credibilityFrom,
  startCredibility,
  stepCredibility,
  type SeedTrust,
  type PayerCredibility,
} from '../domain/credibility-pass.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import type { PayerKey } from '../store/payer-key.ts';
import { sortNames, type NameBytes } from './names.ts';

/** Pairs as read from the table, with agents and payers numbered in order of appearance. */
export interface GatheredGraph {
  readonly columns: GraphColumns;
  readonly dids: NameBytes<Did>;
  readonly payers: NameBytes<PayerKey>;
}

/** The same pairs, with agents and payers numbered in the order of their names. */
export interface ArrangedGraph {
  readonly graph: CredibilityGraph;
  readonly dids: NameBytes<Did>;
  readonly payers: NameBytes<PayerKey>;
  /** Present number of each payer, by former number. */
  readonly payerPlaces: Uint32Array;
}

/**
 * The computation of an epoch, which takes seconds to minutes for millions of pairs. An engine may move the memory of
 * its arguments to another thread, so callers must not use them afterwards.
 */
export interface PassEngine {
  arrange(gathered: GatheredGraph): Promise<ArrangedGraph>;
  /**
   * Computes the credibility of all payers. `onRound` is awaited between rounds; an error that it throws ends the pass.
   */
  pass(
    graph: CredibilityGraph,
    trust: SeedTrust,
    model: ReputationModel,
    onRound: () => Promise<void>,
  ): Promise<PayerCredibility>;
}

export function arrange({ columns, dids, payers }: GatheredGraph): ArrangedGraph {
  const [agents, spenders] = [sortNames(dids), sortNames(payers)];
  return {
    graph: packColumns(columns, agents.placeOf, spenders.placeOf),
    dids: agents.names,
    payers: spenders.names,
    payerPlaces: spenders.placeOf,
  };
}

/** Computes in this thread. Other work of the process runs between rounds. */
export const engineHere: PassEngine = {
  arrange: async (gathered) => arrange(gathered),
  async pass(graph, trust, { credibility }, onRound) {
    let state = startCredibility(graph);
    while (state.round < credibility.rounds) {
      state = stepCredibility(graph, state, trust, credibility);
      await onRound();
    }
    return credibilityFrom(graph, state, trust, credibility);
  },
};
