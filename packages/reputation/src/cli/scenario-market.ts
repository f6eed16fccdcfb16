import type { SeedTrust } from '../domain/credibility-pass.ts';
import { compareEvidence, MS_PER_DAY } from '../domain/evidence.ts';
import { scoredMarket, type MarketEvidence } from '../domain/scored-market.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import type { ScenarioEvent, ScenarioMeta } from './scenario-file.ts';

const ID_DIGITS = 16;

/** Pads numbers, so that ids sort as numbers do. */
const idOf = (id: number | string): string => (typeof id === 'string' ? id : String(id).padStart(ID_DIGITS, '0'));

/** Whether a rating or oracle event has no outcome. Such an event shows only that the payer paid. */
export const isSilent = ({ kind, y }: Pick<ScenarioEvent, 'kind' | 'y'>): boolean =>
  (y ?? null) === null && (kind === 'rating' || kind === 'oracle');

/** Converts a scenario's events to evidence, in order. A payment without `y` is implicit praise. */
export const marketEvidence = (events: readonly ScenarioEvent[]): MarketEvidence[] =>
  events
    .map((event) => ({
      payer: event.payer,
      agent: event.agent,
      evidence: {
        id: idOf(event.id),
        atMs: Math.round(event.t * MS_PER_DAY),
        kind: isSilent(event) ? 'implicit' : event.kind,
        outcome: event.y ?? (event.kind === 'adjudicated' ? 0 : 1),
        valueUsd: event.usdc,
      },
    }))
    .toSorted((left, right) => compareEvidence(left.evidence, right.evidence));

/** A market that any model can score. Agents and payers are numbered from 0, and evidence is in order. */
export interface KnownMarket {
  readonly evidence: readonly MarketEvidence[];
  readonly payers: number;
  readonly agents: number;
  readonly trustSeeds: SeedTrust;
}

/**
 * Builds the market of a scenario. Agents and payers beyond the counts of the meta file take part like all others and
 * are renumbered after them, because the engine's tables are as large as the highest number.
 */
export function scenarioMarket(events: readonly ScenarioEvent[], meta: ScenarioMeta): KnownMarket {
  const agents = numberedFrom(meta.n_agents);
  const payers = numberedFrom(meta.n_payers);
  const unique = new Map<string, number>();
  const evidence = marketEvidence(events).map((event) => ({
    payer: payers.of(event.payer),
    agent: agents.of(event.agent),
    evidence: { ...event.evidence, id: apart(event.evidence.id, unique) },
  }));
  const trustSeeds = new Map(meta.anchors.flatMap((seed) => (payers.has(seed) ? [[payers.of(seed), 1] as const] : [])));
  return { evidence, payers: payers.count(), agents: agents.count(), trustSeeds };
}

export const marketOf = ({ evidence, ...market }: KnownMarket, model: ReputationModel) =>
  scoredMarket({ ...market, model }, evidence);

/** Makes shared ids unique, in the order of the events, because the engine accepts each id of a pair once. */
function apart(id: string, used: Map<string, number>): string {
  const before = used.get(id) ?? 0;
  used.set(id, before + 1);
  return before === 0 ? id : `${id}\0${String(before).padStart(ID_DIGITS, '0')}`;
}

function numberedFrom(counted: number) {
  const beyond = new Map<number, number>();
  return {
    has: (number: number): boolean => number < counted || beyond.has(number),
    of(number: number): number {
      if (number < counted) return number;
      const known = beyond.get(number) ?? counted + beyond.size;
      beyond.set(number, known);
      return known;
    },
    count: (): number => counted + beyond.size,
  };
}
