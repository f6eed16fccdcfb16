import type { ReputationModel } from '../model/reputation-model.ts';
import { agentRowFrom, type AgentRow, type RatedPair } from './agent-row.ts';
import { packGraph, pairIndex } from './credibility-graph.ts';
import { runCredibilityPass, type SeedTrust } from './credibility-pass.ts';
import { MS_PER_DAY, type Evidence } from './evidence.ts';
import { applyEvidence, decayPair, emptyPair, type PairRow } from './pair-row.ts';

/** Evidence of one payer about one agent, both by number. */
export interface MarketEvidence {
  readonly payer: number;
  readonly agent: number;
  readonly evidence: Evidence;
}

export interface ScoredMarketSettings {
  readonly payers: number;
  readonly agents: number;
  readonly trustSeeds: SeedTrust;
  readonly model: ReputationModel;
}

interface LivePair {
  readonly payer: number;
  readonly agent: number;
  row: PairRow;
}

/**
 * A whole market in memory, scored as the registry scores it. Payers have the credibility of the last epoch's pass. A
 * pair that is new since that pass takes the credibility that its payer has elsewhere. `evidence` must be in (time, id)
 * order. Calls of `rowsAt` must not go back in time, and each sees only evidence up to its time. `passAtMs` names the
 * last pass if it was not at the start of an epoch.
 */
export function scoredMarket(settings: ScoredMarketSettings, evidence: readonly MarketEvidence[]) {
  const { payers, agents, trustSeeds, model } = settings;
  const pairs = new Map<number, LivePair>();
  const epochMs = model.credibility.epochDays * MS_PER_DAY;
  let taken = 0;
  let landmarkMs = Number.NEGATIVE_INFINITY;
  let credibilityOf: (pair: LivePair) => number = () => 0;

  const take = (event: MarketEvidence): void => {
    const key = event.payer * agents + event.agent;
    const live = pairs.get(key);
    if (live) live.row = applyEvidence(live.row, event.evidence, model);
    else
      pairs.set(key, {
        payer: event.payer,
        agent: event.agent,
        row: applyEvidence(emptyPair(model), event.evidence, model),
      });
  };

  const takeUntil = (atMs: number): void => {
    for (let next = evidence[taken]; next && next.evidence.atMs <= atMs; next = evidence[taken]) {
      take(next);
      taken += 1;
    }
  };

  const startEpoch = (atMs: number): void => {
    takeUntil(atMs);
    const graph = packGraph(
      [...pairs.values()].map(({ payer, agent, row }) => {
        const { praisedUsd, faultedUsd } = decayPair(row, atMs, model);
        return { payer, agent, praisedUsd, faultedUsd };
      }),
      payers,
      agents,
    );
    const published = runCredibilityPass(graph, trustSeeds, model.credibility);
    landmarkMs = atMs;
    credibilityOf = ({ payer, agent }) => {
      const index = pairIndex(graph, payer, agent);
      return (index < 0 ? published.ofPayer[payer] : published.ofPair[index]) ?? 0;
    };
  };

  const rowsAt = (atMs: number, passAtMs = Math.floor(atMs / epochMs) * epochMs): AgentRow[] => {
    if (passAtMs > landmarkMs) startEpoch(passAtMs);
    takeUntil(atMs);
    const rated: RatedPair[][] = Array.from({ length: agents }, () => []);
    for (const live of pairs.values()) rated[live.agent]?.push({ pair: live.row, credibility: credibilityOf(live) });
    return rated.map((each) => agentRowFrom(each, landmarkMs, model));
  };

  return { rowsAt };
}
