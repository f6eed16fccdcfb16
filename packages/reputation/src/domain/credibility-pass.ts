import type { CredibilityModel, WordModel } from '../model/reputation-model.ts';
import type { CredibilityGraph } from './credibility-graph.ts';
import { beliefOf, everyBelief } from './payer-belief.ts';
import { powerInHalves } from './power-in-halves.ts';

/**
 * The pass between two rounds; it may be stored and resumed on any machine. `flowUsd` is the credible spending of each
 * pair, `earnedUsd` its sum over each payer's pairs.
 */
export interface CredibilityState {
  readonly round: number;
  readonly flowUsd: Float64Array;
  readonly earnedUsd: Float64Array;
}

/** Trust in seeds, by payer, within 0..1: most are 1, one that is rotated in or out is on its way. */
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
 * How much of a dollar that this payer spends is trusted: never more in sum than a multiple of what it has earned, and
 * where its word is not measured by itself (version 1), no more than its credibility.
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

/** Trust as it stands at the start of a round. */
interface Standing {
  readonly state: CredibilityState;
  readonly seed: Float64Array;
  readonly praisedBy: Float64Array;
  /** Room for the trust of one agent's payers. */
  readonly trust: Float64Array;
}

const standingOf = (graph: CredibilityGraph, state: CredibilityState, seeds: SeedTrust): Standing => ({
  state,
  seed: seedArray(graph, seeds),
  praisedBy: praisedByPayer(graph),
  trust: new Float64Array(maximumPayers(graph)),
});

/**
 * Visits every pair with spending that went well, in the graph's order: the part of the agent's revenue that is trusted,
 * and the quality that trusted payers see, both without the payer's own. Two sequential sweeps.
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
 * One round of the pass. Trust starts at the seeds and runs along spending that went well, payer → agent → its other
 * payers (never straight back), as in EigenTrust (Kamvar, Schlosser and Garcia-Molina 2003) and TrustRank (Gyöngyi
 * et al. 2004). Unlike them it is in dollars: an agent with trusted revenue R, of which all but the payer's own is o,
 * and quality q by trusted value, turns a payer's good spending g into g·min(minted share, q·(o / revenue)^k) credible dollars.
 * A payer passes on no more than it has earned, so a closed ring cannot mint: it divides what real customers brought.
 * Linear in the pairs, two sequential sweeps.
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

/** What an epoch publishes: payers' credibility, at each agent they paid and elsewhere. */
export interface PayerCredibility {
  /** By pair, in the graph's order: what the payer has earned with *other* agents. */
  readonly ofPair: Float64Array;
  /** By payer, at agents that it had not yet paid. */
  readonly ofPayer: Float64Array;
}

type Dollars = Pick<CredibilityState, 'flowUsd' | 'earnedUsd'>;

/** Dollars that count for a payer's word, and the part of 0..1 of what they are worth that is believed, by payer. */
interface Word extends Dollars {
  readonly belief: Float64Array;
}

/**
 * What a payer's word is worth, in dollars. Trust that has spread out far is thin, so an agent's trusted share s is
 * measured by the share ŝ that seeds meet at the agents they pay, weighted by what they spend: a dollar counts
 * q·min(1, m·s / ŝ)^k. A market with few seeds therefore asks for as many real dollars as one with many. The power
 * is steeper than that of the pass: who pays one agent much compared with its trusted revenue wears its trust out.
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
 * Credibility b·min(1, d / full) of the credible dollars d spent with other agents and of the belief b in the payer's
 * word; an seed's is at least its trust.
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
 * The whole pass, from a stored state or from the start. It always counts from the seeds, never from the last epoch:
 * trust that an seed once lent is gone when the seed is, and the result depends on the graph alone.
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
