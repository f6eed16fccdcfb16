import type { CredibilityGraph } from '@pos/reputation/domain/credibility-graph.ts';
import type { AnchorTrust, PayerCredibility } from '@pos/reputation/domain/credibility-pass.ts';
import type { CredibilityModel } from '@pos/reputation/model/reputation-model.ts';

/** What a thread is given to find. */
export interface PassTask {
  readonly graph: CredibilityGraph;
  readonly trust: AnchorTrust;
  readonly model: CredibilityModel;
}

/** What it says: that a round is over, and in the end what it found, with the graph that it was given. */
export type PassAnswer = { readonly kind: 'round' } | { readonly kind: 'found'; readonly found: PayerCredibility; readonly graph: CredibilityGraph };

/** The memory behind a graph, which moves between threads without a copy. */
export const buffersOf = ({ agentStarts, payerOf, praisedUsd, faultedUsd }: CredibilityGraph): ArrayBuffer[] =>
  [agentStarts, payerOf, praisedUsd, faultedUsd].map(({ buffer }) => buffer as ArrayBuffer);
