import type { ReputationModel } from '../model/reputation-model.ts';
import { agentLayout, QUANTUM, type AgentRow, type HorizonBlocks } from './agent-row.ts';
import { MS_PER_DAY } from './evidence.ts';
import { decayOver } from './portable-exp.ts';

export interface GoodAndBad {
  readonly good: number;
  readonly bad: number;
}

export interface RungEvidence {
  readonly rungUsd: number;
  readonly credible: GoodAndBad;
  readonly unverified: GoodAndBad;
  readonly recentCredible: GoodAndBad;
  readonly recentUnverified: GoodAndBad;
}

/** An agent's sums as units of evidence by value of the work, decayed to `asOfMs`. */
export function rungEvidence(row: AgentRow, asOfMs: number, model: ReputationModel) {
  const days = (asOfMs - row.landmarkMs) / MS_PER_DAY;
  const layout = agentLayout(model);
  const units = (start: number, index: number, halfLifeDays: number): number =>
    (row.sums[start + index] ?? 0) * QUANTUM * decayOver(days, halfLifeDays);
  const slow = (blocks: HorizonBlocks, index: number): GoodAndBad => ({
    good: units(blocks.slowGood, index, model.pair.slowHalfLifeDays),
    bad: units(blocks.slowBad, index, model.pair.slowHalfLifeDays),
  });
  const fast = (blocks: HorizonBlocks, index: number): GoodAndBad => ({
    good: units(blocks.fastGood, index, model.pair.fastHalfLifeDays),
    bad: units(blocks.fastBad, index, model.pair.fastHalfLifeDays),
  });
  const rungs = model.pair.rungsUsd.map((rungUsd, index): RungEvidence => ({
    rungUsd,
    credible: slow(layout.credible, index),
    unverified: slow(layout.unverified, index),
    recentCredible: fast(layout.credible, index),
    recentUnverified: fast(layout.unverified, index),
  }));
  const disputes = model.pair.disputeRungsUsd.map((rungUsd, index) => ({
    rungUsd,
    units:
      units(layout.disputes, index, model.pair.disputeHalfLifeDays) +
      units(layout.liftedDisputes, index, model.pair.disputeHalfLifeDays),
  }));
  return { rungs, disputes };
}
