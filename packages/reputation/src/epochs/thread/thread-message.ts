import type { CredibilityGraph } from '../../domain/credibility-graph.ts';
import type { SeedTrust, PayerCredibility } from '../../domain/credibility-pass.ts';
import type { ArrangedGraph, GatheredGraph } from '../pass-engine.ts';
import type { CredibilityModel } from '../../model/reputation-model.ts';

/** A computation for which a thread is started. */
export type EngineRequest =
  | { readonly kind: 'arrange'; readonly gathered: GatheredGraph }
  | {
      readonly kind: 'pass';
      readonly graph: CredibilityGraph;
      readonly trust: SeedTrust;
      readonly model: CredibilityModel;
    };

/** Messages of the thread. It sends one after each round and, at the end, the result together with the input graph. */
export type EngineAnswer =
  | { readonly kind: 'round' }
  | { readonly kind: 'arranged'; readonly arranged: ArrangedGraph }
  | { readonly kind: 'found'; readonly found: PayerCredibility; readonly graph: CredibilityGraph };

/** The distinct buffers behind a message, for the transfer list: buffers move between threads without a copy. */
export function memoryOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (each: unknown): void => {
    if (ArrayBuffer.isView(each)) found.add(each.buffer as ArrayBuffer);
    else if (typeof each === 'object' && each !== null) Object.values(each).forEach(visit);
  };
  visit(value);
  return [...found];
}
