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

/** Pairs in columns, as they are gathered: each (payer, agent) at most once, in any order. */
export interface GraphColumns {
  readonly agentOf: Uint32Array;
  readonly payerOf: Uint32Array;
  readonly praisedUsd: Float64Array;
  readonly faultedUsd: Float64Array;
}

/**
 * Packs columns whose agents and payers are numbered in any way into the graph of their places: two counting sorts, linear
 * in the pairs, four bytes a pair beside the columns and what comes out.
 */
export function packColumns(
  columns: GraphColumns,
  agentPlaces: Uint32Array,
  payerPlaces: Uint32Array,
): CredibilityGraph {
  const byPayer = countingSort(
    countTo(columns.payerOf.length),
    (pair) => payerPlaces[columns.payerOf[pair] ?? 0] ?? 0,
    payerPlaces.length,
  );
  const { order, starts } = countingSort(
    byPayer.order,
    (pair) => agentPlaces[columns.agentOf[pair] ?? 0] ?? 0,
    agentPlaces.length,
  );
  return {
    payers: payerPlaces.length,
    agents: agentPlaces.length,
    agentStarts: starts,
    payerOf: order.map((pair) => payerPlaces[columns.payerOf[pair] ?? 0] ?? 0),
    praisedUsd: gather(columns.praisedUsd, order),
    faultedUsd: gather(columns.faultedUsd, order),
  };
}

/** 0, 1, 2, …, without the iterator that `from` would take. */
export function countTo(length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  for (let number = 0; number < length; number += 1) numbers[number] = number;
  return numbers;
}

/** Stable: what is equal stays in the order it had. */
function countingSort(
  pairs: Uint32Array,
  placeOf: (pair: number) => number,
  places: number,
): { readonly order: Uint32Array; readonly starts: Uint32Array } {
  const starts = new Uint32Array(places + 1);
  for (let at = 0; at < pairs.length; at += 1) {
    const next = placeOf(pairs[at] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let place = 0; place < places; place += 1) starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0);
  const free = starts.slice();
  const order = new Uint32Array(pairs.length);
  for (let at = 0; at < pairs.length; at += 1) {
    const pair = pairs[at] ?? 0;
    const place = placeOf(pair);
    const next = free[place] ?? 0;
    free[place] = next + 1;
    order[next] = pair;
  }
  return { order, starts };
}

function gather(column: Float64Array, order: Uint32Array): Float64Array {
  const gathered = new Float64Array(order.length);
  for (let at = 0; at < order.length; at += 1) gathered[at] = column[order[at] ?? 0] ?? 0;
  return gathered;
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
