import { describe, expect, it } from '@jest/globals';
import { scoredMarket, type MarketEvidence } from '../credibility/scored-market.ts';
import { MS_PER_DAY } from '../domain/evidence.ts';
import { scoreTerms } from '../domain/score.ts';
import { CURRENT_MODEL, MODELS, modelOf } from './models.ts';
import type { EvidenceKind, ReputationModel } from './reputation-model.ts';

const EPOCHS = [40, 40.4, 41.3];
const TICKETS = [null, 5];

/** A small market that uses every rule: all kinds, known and unknown payers, recent trouble, disputes large and small. */
function evidence(): MarketEvidence[] {
  const all: MarketEvidence[] = [];
  const add = (day: number, payer: number, agent: number, kind: EvidenceKind, outcome: number, valueUsd: number): void => {
    const id = String(all.length).padStart(4, '0');
    all.push({ payer, agent, evidence: { id, atMs: Math.round(day * MS_PER_DAY), kind, outcome, valueUsd } });
  };
  const kinds: EvidenceKind[] = ['implicit', 'rating', 'zk', 'oracle'];
  for (let index = 0; index < 48; index += 1)
    add(index * 0.8, index % 7, index % 4, kinds[index % 4] ?? 'rating', index % 5 === 0 ? 0 : 1, 0.005 * (1 + (index % 9)));
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

/** Every number that a model's constants can move, at several times, for every agent and ticket. */
function outcomes(model: ReputationModel): number[] {
  const market = scoredMarket({ payers: 31, agents: 6, anchors: new Map([[0, 1], [4, 0.5]]), model }, evidence());
  return EPOCHS.flatMap((day) =>
    market.rowsAt(Math.round(day * MS_PER_DAY)).flatMap((row) =>
      TICKETS.flatMap((ticket) => {
        const terms = scoreTerms(row, Math.round(day * MS_PER_DAY), ticket, model);
        return [terms.longTerm, terms.recent, terms.value, terms.entry];
      }),
    ),
  );
}

type Path = readonly (string | number)[];

function constantsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => constantsOf(inner, [...path, key]));
}

function sabotaged(model: ReputationModel, path: Path): ReputationModel {
  const copy = structuredClone(model);
  let at: Record<string, unknown> = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const before = Number(at[last]);
  at[last] = last === 'rounds' ? 1 : last === 'purityPower' ? before + 0.5 : before * 1.2;
  return copy;
}

/** Scores of the sealed version; they change only with a new version. */
const SEAL: Readonly<Record<string, number>> = { 'pos-reputation/1': 87.39016203129798 };

describe('models', () => {
  it('have versions of their own', () => {
    expect(new Set(MODELS.map(({ version }) => version)).size).toBe(MODELS.length);
    expect(modelOf(CURRENT_MODEL.version)).toBe(CURRENT_MODEL);
    expect(modelOf('pos-reputation/0')).toBeUndefined();
  });

  it.each(constantsOf(CURRENT_MODEL).map((path) => [path.join('.'), path] as const))('%s moves scores', (_name, path) => {
    const before = outcomes(CURRENT_MODEL);
    const after = outcomes(sabotaged(CURRENT_MODEL, path));
    const largest = Math.max(...after.map((value, index) => Math.abs(value - (before[index] ?? 0))));
    expect(largest).toBeGreaterThan(1e-7);
  });

  it.each(MODELS.map((model) => [model.version, model] as const))('%s gives the bits that it was sealed with', (version, model) => {
    expect(outcomes(model).reduce((sum, value) => sum + value, 0)).toBe(SEAL[version]);
  });
});
