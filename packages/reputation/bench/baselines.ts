import type { MarketEvent, ScenarioMeta } from './market.ts';

/** Scores all agents at a time, by number. Only the order of the scores matters. */
export type Scorer = (events: readonly MarketEvent[], meta: ScenarioMeta, t: number) => readonly number[];

interface Tally {
  readonly good: Float64Array;
  readonly bad: Float64Array;
}

function tally(events: readonly MarketEvent[], meta: ScenarioMeta, t: number): Tally {
  const good = new Float64Array(meta.n_agents);
  const bad = new Float64Array(meta.n_agents);
  for (const { t: at, agent, y } of events) {
    if (at > t) break;
    good[agent] = (good[agent] ?? 0) + y;
    bad[agent] = (bad[agent] ?? 0) + 1 - y;
  }
  return { good, bad };
}

const perAgent = (meta: ScenarioMeta, score: (agent: number) => number): number[] =>
  Array.from({ length: meta.n_agents }, (_, agent) => score(agent));

/** Plain mean of outcomes. An agent without evidence gets one half. */
export const mean: Scorer = (events, meta, t) => {
  const { good, bad } = tally(events, meta, t);
  return perAgent(meta, (agent) => {
    const count = (good[agent] ?? 0) + (bad[agent] ?? 0);
    return count > 0 ? (good[agent] ?? 0) / count : 0.5;
  });
};

/** The average that clients of an ERC-8004 reputation registry compute: the mean of each payer's explicit ratings. */
export const erc8004Average: Scorer = (events, meta, t) => {
  const last = new Map<number, number>();
  for (const { t: at, agent, payer, y, kind } of events) {
    if (at > t) break;
    if (kind === 'rating') last.set(agent * meta.n_payers + payer, y);
  }
  const sum = new Float64Array(meta.n_agents);
  const count = new Float64Array(meta.n_agents);
  for (const [key, y] of last) {
    const agent = Math.floor(key / meta.n_payers);
    sum[agent] = (sum[agent] ?? 0) + y;
    count[agent] = (count[agent] ?? 0) + 1;
  }
  return perAgent(meta, (agent) => ((count[agent] ?? 0) > 0 ? (sum[agent] ?? 0) / (count[agent] ?? 1) : 0.5));
};

/** Posterior mean with a uniform prior (Jøsang and Ismail 2002). */
export const beta: Scorer = (events, meta, t) => {
  const { good, bad } = tally(events, meta, t);
  return perAgent(meta, (agent) => ((good[agent] ?? 0) + 1) / ((good[agent] ?? 0) + (bad[agent] ?? 0) + 2));
};

/** Lower end of Wilson's interval at 95 % (Wilson 1927). */
export const wilson: Scorer = (events, meta, t) => {
  const { good, bad } = tally(events, meta, t);
  const z = 1.96;
  return perAgent(meta, (agent) => {
    const n = (good[agent] ?? 0) + (bad[agent] ?? 0);
    if (n === 0) return 0;
    const p = (good[agent] ?? 0) / n;
    return (p + (z * z) / (2 * n) - z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  });
};

interface Edge {
  readonly payer: number;
  readonly agent: number;
  good: number;
  bad: number;
}

function edgesOf(events: readonly MarketEvent[], meta: ScenarioMeta, t: number): Edge[] {
  const edges = new Map<number, Edge>();
  for (const { t: at, agent, payer, y } of events) {
    if (at > t) break;
    const key = payer * meta.n_agents + agent;
    const edge = edges.get(key) ?? { payer, agent, good: 0, bad: 0 };
    edge.good += y;
    edge.bad += 1 - y;
    edges.set(key, edge);
  }
  return [...edges.values()];
}

/**
 * REV2 (Kumar et al. 2018): fairness of payers, reliability of ratings and goodness of agents, each the smoothed mean
 * of the others.
 */
export const rev2: Scorer = (events, meta, t) => {
  const seen = events.filter((event) => event.t <= t);
  const fairness = new Float64Array(meta.n_payers).fill(1);
  const goodness = new Float64Array(meta.n_agents).fill(1);
  const reliability = new Float64Array(seen.length).fill(1);
  const rounds = 15;
  for (let round = 0; round < rounds; round += 1) {
    const sum = new Float64Array(meta.n_agents).fill(0.5);
    const count = new Float64Array(meta.n_agents).fill(1);
    for (const [index, { agent, y }] of seen.entries()) {
      sum[agent] = (sum[agent] ?? 0) + (reliability[index] ?? 0) * (2 * y - 1);
      count[agent] = (count[agent] ?? 0) + 1;
    }
    for (let agent = 0; agent < meta.n_agents; agent += 1) goodness[agent] = (sum[agent] ?? 0) / (count[agent] ?? 1);
    const fair = new Float64Array(meta.n_payers).fill(0.5);
    const calls = new Float64Array(meta.n_payers).fill(1);
    for (const [index, { agent, payer, y }] of seen.entries()) {
      const agreement = 1 - Math.abs(2 * y - 1 - (goodness[agent] ?? 0)) / 2;
      const value = ((fairness[payer] ?? 0) + agreement) / 2;
      reliability[index] = value;
      fair[payer] = (fair[payer] ?? 0) + value;
      calls[payer] = (calls[payer] ?? 0) + 1;
    }
    for (let payer = 0; payer < meta.n_payers; payer += 1) fairness[payer] = (fair[payer] ?? 0) / (calls[payer] ?? 1);
  }
  return [...goodness];
};

const ROUNDS = 30;

/**
 * EigenTrust (Kamvar, Schlosser and Garcia-Molina 2003) on the two-sided graph. Trust flows from payers to agents in
 * proportion to satisfied calls and back to the payers, and 15 % of it restarts at the trust seeds.
 */
export const eigenTrust: Scorer = (events, meta, t) => {
  const edges = edgesOf(events, meta, t).flatMap((edge) => {
    const weight = Math.max(0, edge.good - edge.bad);
    return weight > 0 ? { ...edge, weight } : [];
  });
  const fromPayer = new Float64Array(meta.n_payers);
  const fromAgent = new Float64Array(meta.n_agents);
  for (const { payer, agent, weight } of edges) {
    fromPayer[payer] = (fromPayer[payer] ?? 0) + weight;
    fromAgent[agent] = (fromAgent[agent] ?? 0) + weight;
  }
  const restart = 0.15;
  let payers = new Float64Array(meta.n_payers);
  let agents = new Float64Array(meta.n_agents);
  for (const anchor of meta.anchors) payers[anchor] = 1 / meta.anchors.length;
  for (let round = 0; round < ROUNDS; round += 1) {
    const nextAgents = new Float64Array(meta.n_agents);
    const nextPayers = new Float64Array(meta.n_payers);
    for (const { payer, agent, weight } of edges)
      nextAgents[agent] = (nextAgents[agent] ?? 0) + ((payers[payer] ?? 0) * weight) / (fromPayer[payer] ?? 1);
    for (const { payer, agent, weight } of edges)
      nextPayers[payer] =
        (nextPayers[payer] ?? 0) + ((1 - restart) * (nextAgents[agent] ?? 0) * weight) / (fromAgent[agent] ?? 1);
    for (const anchor of meta.anchors) nextPayers[anchor] = (nextPayers[anchor] ?? 0) + restart / meta.anchors.length;
    agents = nextAgents;
    payers = nextPayers;
  }
  return [...agents];
};

/**
 * SybilRank (Cao et al. 2012): a short walk from the trust seeds over the payment graph. The final mass is divided by
 * degree.
 */
export const sybilRank: Scorer = (events, meta, t) => {
  const edges = edgesOf(events, meta, t);
  const payerDegree = new Float64Array(meta.n_payers);
  const agentDegree = new Float64Array(meta.n_agents);
  for (const { payer, agent } of edges) {
    payerDegree[payer] = (payerDegree[payer] ?? 0) + 1;
    agentDegree[agent] = (agentDegree[agent] ?? 0) + 1;
  }
  let payers = new Float64Array(meta.n_payers);
  let agents = new Float64Array(meta.n_agents);
  for (const anchor of meta.anchors) payers[anchor] = 1 / meta.anchors.length;
  // Odd, so that the walk starts at payers and ends at agents.
  const steps = Math.ceil(Math.log2(meta.n_agents + meta.n_payers)) | 1;
  for (let step = 0; step < steps; step += 1) {
    const nextAgents = new Float64Array(meta.n_agents);
    const nextPayers = new Float64Array(meta.n_payers);
    for (const { payer, agent } of edges) {
      nextAgents[agent] = (nextAgents[agent] ?? 0) + (payers[payer] ?? 0) / (payerDegree[payer] ?? 1);
      nextPayers[payer] = (nextPayers[payer] ?? 0) + (agents[agent] ?? 0) / (agentDegree[agent] ?? 1);
    }
    payers = nextPayers;
    agents = nextAgents;
  }
  return perAgent(meta, (agent) => (agents[agent] ?? 0) / Math.max(1, agentDegree[agent] ?? 0));
};
