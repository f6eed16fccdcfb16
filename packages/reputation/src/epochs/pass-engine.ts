import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { packColumns, type CredibilityGraph, type GraphColumns } from '../domain/credibility-graph.ts';
import {
  credibilityFrom,
  startCredibility,
  stepCredibility,
  type SeedTrust,
  type PayerCredibility,
} from '../domain/credibility-pass.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { sortNames, type NameBytes } from './names.ts';

/** Pairs as they were read, with names in the order in which they came. */
export interface GatheredGraph {
  readonly columns: GraphColumns;
  readonly dids: NameBytes<Did>;
  readonly payers: NameBytes<SolanaAddress>;
}

/** The same in the order of their names. */
export interface ArrangedGraph {
  readonly graph: CredibilityGraph;
  readonly dids: NameBytes<Did>;
  readonly payers: NameBytes<SolanaAddress>;
  /** Where a payer came to be. */
  readonly payerPlaces: Uint32Array;
}

/** What of an epoch is computing: seconds to minutes for millions of pairs. What it is given may be empty afterwards. */
export interface PassEngine {
  arrange(gathered: GatheredGraph): Promise<ArrangedGraph>;
  /** Finds what every payer's word is worth; `onRound` is awaited between two rounds, and what it throws ends the pass. */
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

/** In this thread: between two rounds whatever else the process does has its turn. */
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
