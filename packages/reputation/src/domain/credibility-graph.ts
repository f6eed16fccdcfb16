/**
 * Who paid whom, and how it went: pairs sorted by agent, then payer, in compressed rows. The pairs of agent `a` are at
 * `agentStarts[a]` up to `agentStarts[a + 1]`. Twenty-four bytes a pair, eight an agent.
 */
export interface CredibilityGraph {
  readonly payers: number;
  readonly agents: number;
  readonly agentStarts: Uint32Array;
  readonly payerOf: Uint32Array;
  /** Value that went well, USD, decayed to the epoch. */
  readonly praisedUsd: Float64Array;
  /** Value that did not. */
  readonly faultedUsd: Float64Array;
}

export interface GraphPair {
  readonly payer: number;
  readonly agent: number;
  readonly praisedUsd: number;
  readonly faultedUsd: number;
}

/** Packs pairs, each (payer, agent) at most once, in any order; equal sets of pairs give equal graphs. */
export function packGraph(pairs: readonly GraphPair[], payers: number, agents: number): CredibilityGraph {
  const ordered = pairs.toSorted((left, right) => left.agent - right.agent || left.payer - right.payer);
  const agentStarts = new Uint32Array(agents + 1);
  for (const { agent } of ordered) agentStarts[agent + 1] = (agentStarts[agent + 1] ?? 0) + 1;
  for (let agent = 0; agent < agents; agent += 1)
    agentStarts[agent + 1] = (agentStarts[agent + 1] ?? 0) + (agentStarts[agent] ?? 0);
  return {
    payers,
    agents,
    agentStarts,
    payerOf: Uint32Array.from(ordered, ({ payer }) => payer),
    praisedUsd: Float64Array.from(ordered, ({ praisedUsd }) => praisedUsd),
    faultedUsd: Float64Array.from(ordered, ({ faultedUsd }) => faultedUsd),
  };
}

/** Position of a pair in the graph, or −1. */
export function pairIndex(graph: CredibilityGraph, payer: number, agent: number): number {
  let low = graph.agentStarts[agent] ?? 0;
  let high = (graph.agentStarts[agent + 1] ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = graph.payerOf[middle] ?? 0;
    if (found === payer) return middle;
    if (found < payer) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
