import type { CredibilityModel, WordModel } from '../model/reputation-model.ts';
import type { CredibilityGraph } from './credibility-graph.ts';
import { beliefOf, everyBelief } from './payer-belief.ts';
import { powerInHalves } from './power-in-halves.ts';

/**
 * State of the pass between two rounds. It may be stored and resumed on any machine. `flowUsd` is the credible spending
 * of each pair, `earnedUsd` its sum over the pairs of each payer.
 */
export interface CredibilityState {
  readonly round: number;
  readonly flowUsd: Float64Array;
  readonly earnedUsd: Float64Array;
}

/**
 * Trust in the trust seeds by payer number, within 0..1. It is 1 for most seeds, and lower for a seed that was added or
 * removed recently.
 */
export type SeedTrust = ReadonlyMap<number, number>;

export const startCredibility = (graph: CredibilityGraph): CredibilityState => ({
  round: 0,
  flowUsd: new Float64Array(graph.payerOf.length),
  earnedUsd: new Float64Array(graph.payers),
});

const credibilityFor = (creditUsd: number, model: CredibilityModel): number =>
  Math.max(0, Math.min(1, creditUsd / model.fullAtUsd));

function seedArray(graph: CredibilityGraph, seeds: SeedTrust): Float64Array {
  const trust = new Float64Array(graph.payers);
  for (const [payer, weight] of seeds) trust[payer] = weight;
  return trust;
}

function praisedByPayer(graph: CredibilityGraph): Float64Array {
  const praised = new Float64Array(graph.payers);
  for (let pair = 0; pair < graph.payerOf.length; pair += 1) {
    const payer = graph.payerOf[pair] ?? 0;
    praised[payer] = (praised[payer] ?? 0) + (graph.praisedUsd[pair] ?? 0);
  }
  return praised;
}

/**
 * Trusted part of each dollar that a payer spends. In total a payer passes on at most a multiple of what it has earned.
 * In version 1 (`word` is null) the part is at most the payer's credibility.
 */
function passedOn(
  seed: number,
  creditUsd: number,
  earnedUsd: number,
  praisedUsd: number,
  model: CredibilityModel,
): number {
  const affordable = praisedUsd > 0 ? (model.passedOnMultiple * earnedUsd) / praisedUsd : 0;
  const most = model.word === null ? credibilityFor(creditUsd, model) : 1;
  return Math.max(seed, Math.min(most, affordable));
}

/** Trust at the start of a round. */
interface Standing {
  readonly state: CredibilityState;
  readonly seed: Float64Array;
  readonly praisedBy: Float64Array;
  /** Working memory for the trust of one agent's payers. */
  readonly trust: Float64Array;
}

const standingOf = (graph: CredibilityGraph, state: CredibilityState, seeds: SeedTrust): Standing => ({
  state,
  seed: seedArray(graph, seeds),
  praisedBy: praisedByPayer(graph),
  trust: new Float64Array(maximumPayers(graph)),
});

/**
 * Visits every pair with spending on good work, in the order of the graph. The visitor gets the trusted share of the
 * agent's revenue and the quality that trusted payers report, both without the visited payer's own money. Takes two
 * sequential sweeps.
 */
function visitTrusted(
  graph: CredibilityGraph,
  { state, seed, praisedBy, trust }: Standing,
  model: CredibilityModel,
  visit: (pair: number, payer: number, trustedShare: number, quality: number) => void,
): void {
  for (let agent = 0; agent < graph.agents; agent += 1) {
    const start = graph.agentStarts[agent] ?? 0;
    const end = graph.agentStarts[agent + 1] ?? 0;
    let revenue = 0;
    let trustedGood = 0;
    let trustedBad = 0;
    for (let pair = start; pair < end; pair += 1) {
      const payer = graph.payerOf[pair] ?? 0;
      const good = graph.praisedUsd[pair] ?? 0;
      const bad = graph.faultedUsd[pair] ?? 0;
      const earned = state.earnedUsd[payer] ?? 0;
      const part = passedOn(
        seed[payer] ?? 0,
        earned - (state.flowUsd[pair] ?? 0),
        earned,
        praisedBy[payer] ?? 0,
        model,
      );
      trust[pair - start] = part;
      revenue += good + bad;
      trustedGood += part * good;
      trustedBad += part * bad;
    }
    for (let pair = start; pair < end; pair += 1) {
      const good = graph.praisedUsd[pair] ?? 0;
      const part = trust[pair - start] ?? 0;
      const othersGood = Math.max(0, trustedGood - part * good);
      const othersBad = Math.max(0, trustedBad - part * (graph.faultedUsd[pair] ?? 0));
      if (good <= 0 || othersGood <= 0) continue;
      visit(pair, graph.payerOf[pair] ?? 0, Math.min(1, othersGood / revenue), othersGood / (othersGood + othersBad));
    }
  }
}

/**
 * Runs one round of the pass. Trust starts at the trust seeds and follows spending on good work, payer → agent → its
 * other payers, never straight back, as in EigenTrust (Kamvar, Schlosser and Garcia-Molina 2003) and TrustRank (Gyöngyi
 * et al. 2004). Unlike theirs, this trust is measured in dollars. Let o be the trusted revenue of an agent without the
 * payer's own, and q the quality by trusted value. Then the payer's good spending g becomes g·min(minted share, q·(o /
 * revenue)^k) credible dollars. A payer passes on no more than it has earned, so a closed ring creates no trust and
 * only divides the trust that real customers brought. A round is linear in the pairs and takes two sequential sweeps.
 */
export function stepCredibility(
  graph: CredibilityGraph,
  state: CredibilityState,
  seeds: SeedTrust,
  model: CredibilityModel,
): CredibilityState {
  const flowUsd = new Float64Array(graph.payerOf.length);
  const earnedUsd = new Float64Array(graph.payers);
  const halves = Math.round(2 * model.purityPower);
  visitTrusted(graph, standingOf(graph, state, seeds), model, (pair, payer, trustedShare, quality) => {
    const flow =
      (graph.praisedUsd[pair] ?? 0) * Math.min(model.mintedShare, quality * powerInHalves(trustedShare, halves));
    flowUsd[pair] = flow;
    earnedUsd[payer] = (earnedUsd[payer] ?? 0) + flow;
  });
  return { round: state.round + 1, flowUsd, earnedUsd };
}

function maximumPayers(graph: CredibilityGraph): number {
  let most = 0;
  for (let agent = 0; agent < graph.agents; agent += 1)
    most = Math.max(most, (graph.agentStarts[agent + 1] ?? 0) - (graph.agentStarts[agent] ?? 0));
  return most;
}

/**
 * Result of a pass, which an epoch publishes: the credibility of payers at each agent that they paid, and elsewhere.
 */
export interface PayerCredibility {
  /** Credibility by pair, in the order of the graph. It comes from spending with *other* agents. */
  readonly ofPair: Float64Array;
  /** Credibility by payer, at agents that the payer has not paid yet. */
  readonly ofPayer: Float64Array;
}

type Dollars = Pick<CredibilityState, 'flowUsd' | 'earnedUsd'>;

/** Dollars that give a payer's word weight, and by payer the part of their weight that is believed, within 0..1. */
interface Word extends Dollars {
  readonly belief: Float64Array;
}

/**
 * Measures payers' words in dollars. Trust thins out with distance from the seeds, so an agent's trusted share s is
 * compared with the share ŝ that trust seeds meet at the agents they pay, weighted by their spending: a dollar counts
 * q·min(1, m·s / ŝ)^k. A market with few seeds therefore requires as many real dollars as a market with many. The power
 * is steeper than the power of the pass: a payer that pays one agent much more than the agent's trusted revenue uses up
 * its trust there.
 */
function wordOf(graph: CredibilityGraph, trusted: Standing, model: CredibilityModel, word: WordModel): Word {
  const share = new Float64Array(graph.payerOf.length);
  const flowUsd = new Float64Array(graph.payerOf.length);
  let seedUsd = 0;
  let metUsd = 0;
  const { seed } = trusted;
  visitTrusted(graph, trusted, model, (pair, payer, trustedShare, quality) => {
    const good = graph.praisedUsd[pair] ?? 0;
    const seedGood = (seed[payer] ?? 0) * good;
    seedUsd += seedGood;
    metUsd += seedGood * trustedShare;
    share[pair] = trustedShare;
    flowUsd[pair] = good * quality;
  });
  const typical = Math.max(word.leastShare, seedUsd > 0 ? metUsd / seedUsd : 0);
  const halves = Math.round(2 * word.power);
  const earnedUsd = new Float64Array(graph.payers);
  const standingUsd = new Float64Array(graph.payers);
  for (let pair = 0; pair < flowUsd.length; pair += 1) {
    const payer = graph.payerOf[pair] ?? 0;
    const standing = Math.min(1, (word.multiple * (share[pair] ?? 0)) / typical);
    standingUsd[payer] = (standingUsd[payer] ?? 0) + (flowUsd[pair] ?? 0) * standing;
    const flow = (flowUsd[pair] ?? 0) * powerInHalves(standing, halves);
    flowUsd[pair] = flow;
    earnedUsd[payer] = (earnedUsd[payer] ?? 0) + flow;
  }
  const belief = word.purity === null ? everyBelief(graph) : beliefOf(graph, seed, standingUsd, word.purity);
  return { flowUsd, earnedUsd, belief };
}

/**
 * Credibility is b·min(1, d / full), where d are the credible dollars spent with other agents and b is the belief in
 * the payer's word. The credibility of a trust seed is at least its trust.
 */
export function credibilityFrom(
  graph: CredibilityGraph,
  state: CredibilityState,
  seeds: SeedTrust,
  model: CredibilityModel,
): PayerCredibility {
  const standing = standingOf(graph, state, seeds);
  const word: Word =
    model.word === null ? { ...state, belief: everyBelief(graph) } : wordOf(graph, standing, model, model.word);
  const { seed } = standing;
  const ofPair = new Float64Array(graph.payerOf.length);
  for (let pair = 0; pair < ofPair.length; pair += 1) {
    const payer = graph.payerOf[pair] ?? 0;
    const elsewhere = (word.earnedUsd[payer] ?? 0) - (word.flowUsd[pair] ?? 0);
    ofPair[pair] = Math.max(seed[payer] ?? 0, (word.belief[payer] ?? 0) * credibilityFor(elsewhere, model));
  }
  const ofPayer = word.earnedUsd.map((earned, payer) =>
    Math.max(seed[payer] ?? 0, (word.belief[payer] ?? 0) * credibilityFor(earned, model)),
  );
  return { ofPair, ofPayer };
}

/**
 * Runs the whole pass, from a stored state or from the start. Every pass counts from the trust seeds and never from the
 * last epoch. If a seed is removed, its trust therefore disappears. The result depends only on the graph and the trust
 * in seeds.
 */
export function runCredibilityPass(
  graph: CredibilityGraph,
  seeds: SeedTrust,
  model: CredibilityModel,
  previous: CredibilityState = startCredibility(graph),
): PayerCredibility {
  let state = previous;
  while (state.round < model.rounds) state = stepCredibility(graph, state, seeds, model);
  return credibilityFrom(graph, state, seeds, model);
}
