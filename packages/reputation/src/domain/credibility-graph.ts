/**
 * The payment graph in compressed rows: pairs sorted by agent, then by payer. The pairs of agent `a` are at
 * `agentStarts[a]` up to but not including `agentStarts[a + 1]`. It takes 24 bytes a pair and 8 bytes an agent.
 */
export interface CredibilityGraph {
  readonly payers: number;
  readonly agents: number;
  readonly agentStarts: Uint32Array;
  readonly payerOf: Uint32Array;
  /** Spending on work that went well, USD, decayed to the epoch. */
  readonly praisedUsd: Float64Array;
  /** Spending on work that failed, USD, decayed to the epoch. */
  readonly faultedUsd: Float64Array;
}

export interface GraphPair {
  readonly payer: number;
  readonly agent: number;
  readonly praisedUsd: number;
  readonly faultedUsd: number;
}

/** Packs pairs in any order. Each (payer, agent) occurs at most once. Equal sets of pairs give equal graphs. */
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

/** Pairs in columns, in any order. Each (payer, agent) occurs at most once. */
export interface GraphColumns {
  readonly agentOf: Uint32Array;
  readonly payerOf: Uint32Array;
  readonly praisedUsd: Float64Array;
  readonly faultedUsd: Float64Array;
}

/**
 * Packs columns with arbitrary agent and payer numbers into the graph of their places. It makes two counting sorts,
 * linear in the pairs, and needs four bytes a pair beside the columns and the result.
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

/** The numbers 0 to `length` − 1. `Uint32Array.from` would go through an iterator, which is slower. */
export function countTo(length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  for (let number = 0; number < length; number += 1) numbers[number] = number;
  return numbers;
}

/** Stable counting sort: pairs with equal places keep their order. */
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

/** Index of a pair in the graph, or −1. */
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
