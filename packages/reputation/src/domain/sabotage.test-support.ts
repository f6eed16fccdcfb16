import type { EvidenceKind, ReputationModel } from '../model/reputation-model.ts';
import { MS_PER_DAY } from './evidence.ts';
import { scoreTerms } from './score.ts';
import { scoredMarket, type MarketEvidence } from './scored-market.ts';

const EPOCHS = [40, 40.4, 41.3];
const JOB_VALUES = [null, 5];

/**
 * A small market that exercises every rule: all kinds of evidence, known and unknown payers, recent failures, large and
 * small disputes.
 */
function evidence(): MarketEvidence[] {
  const all: MarketEvidence[] = [];
  const add = (
    day: number,
    payer: number,
    agent: number,
    kind: EvidenceKind,
    outcome: number,
    valueUsd: number,
  ): void => {
    const id = String(all.length).padStart(4, '0');
    all.push({ payer, agent, evidence: { id, atMs: Math.round(day * MS_PER_DAY), kind, outcome, valueUsd } });
  };
  const kinds: EvidenceKind[] = ['implicit', 'rating', 'zk', 'oracle'];
  for (let index = 0; index < 48; index += 1)
    add(
      index * 0.8,
      index % 7,
      index % 4,
      kinds[index % 4] ?? 'rating',
      index % 5 === 0 ? 0 : 1,
      0.005 * (1 + (index % 9)),
    );
  for (let payer = 7; payer < 30; payer += 1) {
    add(10 + payer / 2, payer, 2, 'rating', 1, 8);
    add(10.1 + payer / 2, payer, 3, 'rating', 0, 8);
    add(10.2 + payer / 2, payer, 3, 'adjudicated', 0.2, 2);
  }
  for (const day of [5, 15, 25]) add(day, 0, 5, 'rating', 1, 5);
  add(20, 30, 5, 'rating', 1, 0.02);
  add(21, 30, 4, 'rating', 1, 1);
  add(22, 29, 4, 'rating', 1, 0.5);
  add(23, 29, 0, 'rating', 0, 0.5);
  add(24, 30, 1, 'rating', 0, 0.5);
  add(37, 5, 1, 'adjudicated', 0, 40);
  for (const day of [39, 39.5]) add(day, 3, 0, 'adjudicated', 0, 0.3);
  for (const payer of [1, 2, 3]) add(39.7 + payer / 100, payer, 0, 'rating', 0, 3);
  return all.toSorted((left, right) => left.evidence.atMs - right.evidence.atMs);
}

const atThirty = (id: string, payer: number, agent: number, valueUsd: number): MarketEvidence => ({
  payer,
  agent,
  evidence: { id, atMs: 30 * MS_PER_DAY, kind: 'rating', outcome: 1, valueUsd },
});

/** A market with very little trust, because the agent's other payers outweigh the trust seed. */
const THIN: readonly MarketEvidence[] = [atThirty('0', 0, 0, 0.02), atThirty('1', 1, 0, 9), atThirty('2', 1, 1, 0.5)];

/** A long chain of trust. Two trust seeds pay the first agent, and one payer links each agent to the next. */
const CHAIN: readonly MarketEvidence[] = [
  atThirty('0', 0, 0, 3),
  atThirty('1', 1, 0, 3),
  atThirty('2', 2, 0, 0.5),
  ...[1, 2, 3].flatMap((agent) => [
    atThirty(`${agent}a`, agent + 1, agent, 0.5),
    atThirty(`${agent}b`, agent + 2, agent, 0.05),
  ]),
];

const SEEDS = new Map([
  [0, 1],
  [4, 0.5],
]);

/** Every number that the constants of a model influence, at several times, for every agent and job value. */
export function outcomes(model: ReputationModel): number[] {
  const market = scoredMarket({ payers: 31, agents: 6, trustSeeds: SEEDS, model }, evidence());
  const thin = scoredMarket({ payers: 2, agents: 2, trustSeeds: new Map([[0, 1]]), model }, THIN);
  const chain = scoredMarket(
    {
      payers: 6,
      agents: 4,
      trustSeeds: new Map([
        [0, 1],
        [1, 1],
      ]),
      model,
    },
    CHAIN,
  );
  return [
    ...EPOCHS.flatMap((day) => termsOf(market, day, model)),
    ...termsOf(thin, 40, model),
    ...termsOf(chain, 40, model),
  ];
}

function termsOf(market: ReturnType<typeof scoredMarket>, day: number, model: ReputationModel): number[] {
  const atMs = Math.round(day * MS_PER_DAY);
  return market.rowsAt(atMs).flatMap((row) =>
    JOB_VALUES.flatMap((jobValue) => {
      const terms = scoreTerms(row, atMs, jobValue, model);
      return [terms.longTerm, terms.recent, terms.value, terms.entry];
    }),
  );
}

export type Path = readonly (string | number)[];

/** Paths of all numbers of a model. */
export function constantsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => constantsOf(inner, [...path, key]));
}

/**
 * The model with one constant changed: multiplied by the factor, or moved by one step if the constant is counted in
 * halves. A number of rounds is lowered by one, because the effect of a further round is below the precision of a
 * number.
 */
export function sabotaged(model: ReputationModel, path: Path, factor: number): ReputationModel {
  const copy = structuredClone(model);
  let at: Record<string, unknown> = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const before = Number(at[last]);
  const inHalves = last === 'purityPower' || last === 'power';
  at[last] = last === 'rounds' ? before - 1 : inHalves ? before + Math.sign(factor - 1) / 2 : before * factor;
  return copy;
}
