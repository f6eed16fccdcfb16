import { honestDemand } from './attacks.ts';
import { scenario, type Draft, type Market, type Scenario } from './market.ts';
import { seededRandom } from './seeded-random.ts';

const range = (from: number, until: number, step: number): number[] =>
  Array.from({ length: Math.floor((until - from) / step) + 1 }, (_, index) => from + step * index);

function told(
  market: Market,
  drafts: readonly Draft[],
  agents: number,
  queries: readonly number[],
  ticket: number | null = null,
): Scenario {
  const { settings } = market;
  const targets = Array.from({ length: agents }, (_, index) => settings.agents + index);
  return scenario([...market.events, ...drafts], {
    n_agents: settings.agents + agents,
    n_payers: settings.clients,
    anchors: market.anchors,
    queries,
    ticket,
    targets,
  });
}

export const NEWCOMER_ARRIVES = 90;
export const DROP_AT = 120;
export const THEFTS_FROM = 121;
export const THEFT_USD = 100;

/** The market without changes. */
export const clean = (market: Market): Scenario => {
  const plain = told(market, [], 0, [market.settings.days]);
  return { ...plain, meta: { ...plain.meta, quality: market.quality } };
};

/** Six excellent agents open in the middle of the period and serve one customer a day each. */
export function newcomers(market: Market): Scenario {
  const random = seededRandom(market.settings.seed + 201);
  const drafts = range(0, 5, 1).flatMap((index) =>
    honestDemand(market, random, {
      agent: market.settings.agents + index,
      count: 90,
      from: NEWCOMER_ARRIVES,
      until: market.settings.days,
      quality: () => 0.97,
    }),
  );
  return told(market, drafts, 6, range(NEWCOMER_ARRIVES + 2, market.settings.days, 2));
}

/** Six excellent agents fail most of their customers for twenty days. */
export function drops(market: Market): Scenario {
  const random = seededRandom(market.settings.seed + 202);
  const quality = (t: number): number => (t >= DROP_AT && t < DROP_AT + 20 ? 0.2 : 0.95);
  const drafts = range(0, 5, 1).flatMap((index) =>
    honestDemand(market, random, {
      agent: market.settings.agents + index,
      count: 270,
      from: 0,
      until: market.settings.days,
      quality,
    }),
  );
  return told(market, drafts, 6, range(DROP_AT, market.settings.days, 1));
}

/**
 * An agent with a perfect record on calls of three cents, which then accepts work worth a hundred dollars each day and
 * never delivers it.
 */
export function valueImbalance(market: Market): Scenario {
  const random = seededRandom(market.settings.seed + 203);
  const agent = market.settings.agents;
  const small = honestDemand(market, random, {
    agent,
    count: 200,
    from: 61,
    until: THEFTS_FROM - 1,
    quality: () => 0.97,
    price: 0.028,
  });
  const thefts = range(THEFTS_FROM, 150, 1).map((day): Draft => ({
    t: day + 3,
    payer: market.client(random),
    agent,
    usdc: THEFT_USD,
    y: 0,
    kind: 'adjudicated',
  }));
  return told(market, [...small, ...thefts], 1, range(THEFTS_FROM, 150, 1), THEFT_USD);
}

/** A poor agent (the first target), and the new identity that its owner could open instead (the second). */
export function whitewash(market: Market): Scenario {
  const random = seededRandom(market.settings.seed + 204);
  const poor = honestDemand(market, random, {
    agent: market.settings.agents,
    count: 40,
    from: 60,
    until: market.settings.days,
    quality: () => 0.4,
  });
  return told(market, poor, 2, [market.settings.days]);
}
