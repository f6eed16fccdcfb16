import type { CredibilityGraph } from '@pos/reputation/domain/credibility-graph.ts';
import type { AnchorTrust, PayerCredibility } from '@pos/reputation/domain/credibility-pass.ts';
import type { ArrangedGraph, GatheredGraph } from '@pos/reputation/epochs/pass-engine.ts';
import type { CredibilityModel } from '@pos/reputation/model/reputation-model.ts';

/** What a thread is given to do. */
export type EngineTask =
  | { readonly kind: 'arrange'; readonly gathered: GatheredGraph }
  | {
      readonly kind: 'pass';
      readonly graph: CredibilityGraph;
      readonly trust: AnchorTrust;
      readonly model: CredibilityModel;
    };

/** What it says: that a round is over, and in the end what came of it, with the graph that it was given. */
export type EngineAnswer =
  | { readonly kind: 'round' }
  | { readonly kind: 'arranged'; readonly arranged: ArrangedGraph }
  | { readonly kind: 'found'; readonly found: PayerCredibility; readonly graph: CredibilityGraph };

/** The memory behind what is sent, each piece once: it moves between threads without a copy. */
export function memoryOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (each: unknown): void => {
    if (ArrayBuffer.isView(each)) found.add(each.buffer as ArrayBuffer);
    else if (typeof each === 'object' && each !== null) Object.values(each).forEach(visit);
  };
  visit(value);
  return [...found];
}
