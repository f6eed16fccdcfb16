import type { AgentRow, RatedPair } from '../domain/agent-row.ts';
import type { ReputationModel } from '../model/reputation-model.ts';

/** A pair's key of order, which is kept in columns of its own. */
export interface PairPosition {
  readonly lastEventAt: Date;
  readonly lastEventId: string;
}

/**
 * `reputation_pairs.state`: events, the payer's credibility at this agent, praised and faulted USD, then slow good, slow
 * bad, fast good, fast bad (one number a rung), disputes and recent disputes (one number a rung of disputes).
 */
export const pairState = ({ pair, credibility }: RatedPair): number[] => [
  pair.events,
  credibility,
  pair.praisedUsd,
  pair.faultedUsd,
  ...pair.slow.good,
  ...pair.slow.bad,
  ...pair.fast.good,
  ...pair.fast.bad,
  ...pair.disputes,
  ...pair.recentDisputes,
];

/** The payer's credibility, which is at the same place whatever the model. */
export const credibilityIn = (state: readonly number[]): number => state[1] ?? 0;

export function ratedPairFrom(state: readonly number[], position: PairPosition, model: ReputationModel): RatedPair {
  const rungs = model.pair.rungsUsd.length;
  const disputeRungs = model.pair.disputeRungsUsd.length;
  expectLength(state, 4 + 4 * rungs + 2 * disputeRungs, model);
  const [events = 0, credibility = 0, praisedUsd = 0, faultedUsd = 0] = state;
  const block = (index: number): readonly number[] => state.slice(4 + index * rungs, 4 + (index + 1) * rungs);
  const disputes = 4 + 4 * rungs;
  return {
    credibility,
    pair: {
      atMs: position.lastEventAt.getTime(),
      lastId: position.lastEventId,
      events,
      slow: { good: block(0), bad: block(1) },
      fast: { good: block(2), bad: block(3) },
      disputes: state.slice(disputes, disputes + disputeRungs),
      recentDisputes: state.slice(disputes + disputeRungs),
      praisedUsd,
      faultedUsd,
    },
  };
}

/** `reputation_scores.state`: landmark in ms, payers, then the sums as `agentLayout` lays them out. */
export const agentState = (row: AgentRow): number[] => [row.landmarkMs, row.payers, ...row.sums];

export function agentRowFromState(state: readonly number[]): AgentRow {
  const [landmarkMs = 0, payers = 0, ...sums] = state;
  return { landmarkMs, payers, sums };
}

function expectLength(state: readonly number[], length: number, model: ReputationModel): void {
  if (state.length !== length)
    throw new RangeError(`A pair of ${model.version} is ${length} numbers, not ${state.length}: replay it from its evidence`);
}
