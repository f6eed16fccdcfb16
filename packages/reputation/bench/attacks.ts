import { honestCall, scenario, valueAround, type Draft, type Market, type Scenario } from './market.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

/** How an attacker spends its money. The benchmark searches a grid of plans for the worst case of each scorer. */
export interface Plan {
  readonly budgetUsd: number;
  readonly wallets: number;
  /** Share of the budget that is spent with honest agents to gain credibility. */
  readonly camouflage: number;
  /** Value of each payment to itself, USD. The principal comes back. */
  readonly paymentUsd: number;
  /** First day of the camouflage. An early day gives aged wallets. */
  readonly from: number;
}

export interface Attack {
  /** Honest trade of the attacker's agents, before and beside the attack. */
  readonly honest: readonly Draft[];
  readonly drafts: readonly Draft[];
  /** True qualities of the agents that the attack adds. Their ids follow those of the market. */
  readonly qualities: readonly number[];
  readonly wallets: number;
  readonly targets: readonly number[];
  readonly spentUsd: number;
}

const WASH_FROM = 120;
const TARGET_QUALITY = 0.35;
const RING_QUALITY = 0.45;
const FRONT_QUALITY = 0.95;
const OWN_PRICE_USD = 0.1;

interface Attacker {
  readonly random: SeededRandom;
  readonly drafts: Draft[];
  spentUsd: number;
  wallets: number;
}

const attackerOf = (market: Market, seed: number): Attacker => ({
  random: seededRandom(market.settings.seed * 7919 + seed),
  drafts: [],
  spentUsd: 0,
  wallets: 0,
});

/** Honest customers of an agent that was added to the market. */
export function honestDemand(
  market: Market,
  random: SeededRandom,
  demand: { agent: number; count: number; from: number; until: number; quality: (t: number) => number; price?: number },
): Draft[] {
  return Array.from({ length: demand.count }, () => {
    const t = demand.from + random.uniform() * (demand.until - demand.from);
    return {
      t,
      payer: market.client(random),
      agent: demand.agent,
      usdc: valueAround(random, demand.price ?? OWN_PRICE_USD),
      ...honestCall(random, demand.quality(t)),
    };
  });
}

function newWallet(market: Market, attacker: Attacker): number {
  attacker.spentUsd += market.settings.walletUsd;
  attacker.wallets += 1;
  return market.settings.clients + attacker.wallets - 1;
}

/** Real purchases at honest agents. The principal is spent. */
function buyCredibility(
  market: Market,
  attacker: Attacker,
  payer: number,
  usd: number,
  purchases: number,
  from: number,
): void {
  const { random } = attacker;
  for (let done = 0; done < purchases; done += 1) {
    const popular = market.events[random.below(market.events.length)];
    const agent = popular?.agent ?? 0;
    const t = from + random.uniform() * (WASH_FROM - from);
    attacker.drafts.push({ t, payer, agent, usdc: usd / purchases, ...honestCall(random, market.quality[agent] ?? 0) });
    attacker.spentUsd += usd / purchases + market.settings.feeUsd;
  }
}

/** A payment to itself with a perfect rating. It costs only the fee and the cut. */
function payItself(market: Market, attacker: Attacker, payer: number, agent: number, usd: number, t: number): void {
  attacker.drafts.push({ t, payer, agent, usdc: usd, y: 1, kind: 'rating' });
  attacker.spentUsd += market.settings.feeUsd + market.settings.feeRate * usd;
}

const selfPaymentUsd = (market: Market, usd: number): number => market.settings.feeUsd + market.settings.feeRate * usd;

function metaOf(market: Market, agents: number, wallets: number, targets: readonly number[]) {
  return {
    n_agents: market.settings.agents + agents,
    n_payers: market.settings.clients + wallets,
    anchors: market.anchors,
    queries: [market.settings.days],
    ticket: null,
    targets,
  };
}

function purchasesFor(usd: number): number {
  return usd <= 0 ? 0 : Math.max(2, Math.min(5, Math.round(usd / 0.2)));
}

const attackBy = (
  attacker: Attacker,
  qualities: readonly number[],
  targets: readonly number[],
  honest: readonly Draft[],
): Attack => ({
  honest,
  drafts: attacker.drafts,
  qualities,
  wallets: attacker.wallets,
  targets,
  spentUsd: attacker.spentUsd,
});

/** The market with the attacker's agents and their honest trade, but without the attack. */
export const beforeAttack = (market: Market, { honest, qualities, targets }: Attack): Scenario =>
  scenario([...market.events, ...honest], metaOf(market, qualities.length, 0, targets));

export const afterAttack = (market: Market, { honest, drafts, qualities, wallets, targets }: Attack): Scenario =>
  scenario([...market.events, ...honest, ...drafts], metaOf(market, qualities.length, wallets, targets));

/** Several attacks in one market, each by an attacker of its own. `meta.quality` has the true qualities of all agents. */
export function allAtOnce(market: Market, attacks: readonly Attack[]): Scenario {
  const drafts: Draft[] = [...market.events];
  const quality = [...market.quality];
  let wallets = 0;
  for (const attack of attacks) {
    const agentShift = quality.length - market.settings.agents;
    for (const draft of [...attack.honest, ...attack.drafts])
      drafts.push({
        ...draft,
        agent: draft.agent < market.settings.agents ? draft.agent : draft.agent + agentShift,
        payer: draft.payer < market.settings.clients ? draft.payer : draft.payer + wallets,
      });
    quality.push(...attack.qualities);
    wallets += attack.wallets;
  }
  const meta = metaOf(market, quality.length - market.settings.agents, wallets, []);
  return scenario(drafts, { ...meta, quality });
}

/**
 * Wash trading: a poor agent pays itself from wallets that first bought something elsewhere. With an early `from` the
 * wallets are aged.
 */
export function washTrading(market: Market, plan: Plan): Attack {
  const attacker = attackerOf(market, 1);
  const target = market.settings.agents;
  const honest = honestDemand(market, seededRandom(market.settings.seed + 101), {
    agent: target,
    count: 15,
    from: 100,
    until: market.settings.days,
    quality: () => TARGET_QUALITY,
  });
  const wallets = Array.from({ length: plan.wallets }, () => newWallet(market, attacker));
  const perWallet = (plan.camouflage * plan.budgetUsd) / plan.wallets;
  for (const wallet of wallets) buyCredibility(market, attacker, wallet, perWallet, purchasesFor(perWallet), plan.from);
  spendRest(market, attacker, plan, wallets, [target]);
  return attackBy(attacker, [TARGET_QUALITY], [target], honest);
}

function spendRest(
  market: Market,
  attacker: Attacker,
  plan: Plan,
  wallets: readonly number[],
  targets: readonly number[],
): void {
  const each = selfPaymentUsd(market, plan.paymentUsd);
  const count = Math.min(2_000, Math.floor(Math.max(0, plan.budgetUsd - attacker.spentUsd) / each));
  for (let index = 0; index < count; index += 1) {
    const wallet = wallets[index % wallets.length] ?? 0;
    const target = targets[Math.floor(index / wallets.length) % targets.length] ?? 0;
    const t = WASH_FROM + ((index + attacker.random.uniform()) * (market.settings.days - WASH_FROM)) / count;
    payItself(market, attacker, wallet, target, plan.paymentUsd, t);
  }
}

/** A ring: eight poor agents share wallets, which pay all of them in turn. */
export function ring(market: Market, plan: Plan): Attack {
  const attacker = attackerOf(market, 2);
  const targets = Array.from({ length: 8 }, (_, index) => market.settings.agents + index);
  const random = seededRandom(market.settings.seed + 102);
  const honest = targets.flatMap((agent) =>
    honestDemand(market, random, {
      agent,
      count: 15,
      from: 100,
      until: market.settings.days,
      quality: () => RING_QUALITY,
    }),
  );
  const wallets = Array.from({ length: plan.wallets }, () => newWallet(market, attacker));
  const perWallet = (plan.camouflage * plan.budgetUsd) / plan.wallets;
  for (const wallet of wallets) buyCredibility(market, attacker, wallet, perWallet, purchasesFor(perWallet), plan.from);
  spendRest(market, attacker, plan, wallets, targets);
  return attackBy(
    attacker,
    targets.map(() => RING_QUALITY),
    targets,
    honest,
  );
}

/**
 * A front: the attacker runs an honest service of good quality, whose revenue lends its wallets credibility at a cost
 * of one per cent.
 */
export function trustedFront(market: Market, plan: Plan): Attack {
  const attacker = attackerOf(market, 3);
  const target = market.settings.agents;
  const front = target + 1;
  const random = seededRandom(market.settings.seed + 103);
  const honest = [
    ...honestDemand(market, random, {
      agent: target,
      count: 15,
      from: 100,
      until: market.settings.days,
      quality: () => TARGET_QUALITY,
    }),
    ...honestDemand(market, random, {
      agent: front,
      count: 120,
      from: 20,
      until: market.settings.days,
      quality: () => FRONT_QUALITY,
    }),
  ];
  const wallets = Array.from({ length: plan.wallets }, () => newWallet(market, attacker));
  const perPayment = selfPaymentUsd(market, plan.paymentUsd);
  const payments = Math.floor((plan.camouflage * plan.budgetUsd) / perPayment / plan.wallets);
  for (const wallet of wallets)
    for (let done = 0; done < payments; done += 1)
      payItself(
        market,
        attacker,
        wallet,
        front,
        plan.paymentUsd,
        plan.from + attacker.random.uniform() * (WASH_FROM - plan.from),
      );
  spendRest(market, attacker, plan, wallets, [target]);
  return attackBy(attacker, [TARGET_QUALITY, FRONT_QUALITY], [target], honest);
}

/** Slander: many wallets complain about the five best agents. The attacker loses what they pay. */
export function slander(market: Market, plan: Plan, disputesUpheld = 0.03): Attack {
  const attacker = attackerOf(market, 4);
  const calls = new Map<number, number>();
  for (const event of market.events) calls.set(event.agent, (calls.get(event.agent) ?? 0) + 1);
  const victims = [...market.quality.keys()]
    .filter((agent) => (calls.get(agent) ?? 0) >= 20)
    .toSorted((x, y) => (market.quality[y] ?? 0) - (market.quality[x] ?? 0))
    .slice(0, 5);
  const wallets = Array.from({ length: plan.wallets }, () => newWallet(market, attacker));
  const perWallet = (plan.camouflage * plan.budgetUsd) / plan.wallets;
  for (const wallet of wallets) buyCredibility(market, attacker, wallet, perWallet, purchasesFor(perWallet), plan.from);
  for (let index = 0; index < 3_000; index += 1) {
    const victim = victims[index % victims.length] ?? 0;
    const usd =
      plan.paymentUsd < 0.05 ? valueAround(attacker.random, 0.3 * (market.price[victim] ?? 0)) : plan.paymentUsd;
    if (attacker.spentUsd + usd + market.settings.feeUsd > plan.budgetUsd) break;
    attacker.spentUsd += usd + market.settings.feeUsd;
    const upheld = attacker.random.uniform() < disputesUpheld;
    attacker.drafts.push({
      t: WASH_FROM + attacker.random.uniform() * (market.settings.days - WASH_FROM),
      payer: wallets[index % wallets.length] ?? 0,
      agent: victim,
      usdc: usd,
      y: 0,
      kind: upheld ? 'adjudicated' : 'rating',
    });
  }
  return attackBy(attacker, [], victims, []);
}
