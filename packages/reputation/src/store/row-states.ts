import type { AgentRow } from '../domain/agent-row.ts';
import type { PairRow } from '../domain/pair-row.ts';
import type { ReputationModel } from '../model/reputation-model.ts';

/** A pair as `reputation_pairs` stores it: the model's numbers, with the ordering key in columns of its own. */
export interface StoredPair {
  readonly modelVersion: string;
  readonly state: readonly number[];
  readonly atMs: number;
  readonly lastId: string;
}

/**
 * Layout of `reputation_pairs.state`: events, praised and faulted USD, then slow good, slow bad, fast good, fast bad
 * (one number a rung each), disputes and recent disputes (one number a dispute rung each), and silence (one number a
 * rung) if the model keeps it apart.
 */
export const pairState = (pair: PairRow): number[] => [
  pair.events,
  pair.praisedUsd,
  pair.faultedUsd,
  ...pair.slow.good,
  ...pair.slow.bad,
  ...pair.fast.good,
  ...pair.fast.bad,
  ...pair.disputes,
  ...pair.recentDisputes,
  ...pair.silence,
];

/** Positions of praised and faulted USD in a pair's state. SQL arrays count from 1. */
export const PRAISED_AT = 2;
export const FAULTED_AT = 3;

const HEAD = 3;

export function pairRowFrom({ state, atMs, lastId }: StoredPair, model: ReputationModel): PairRow {
  const rungs = model.pair.rungsUsd.length;
  const disputeRungs = model.pair.disputeRungsUsd.length;
  const silentRungs = model.pair.silenceWeight === null ? 0 : rungs;
  expectLength(state, HEAD + 4 * rungs + 2 * disputeRungs + silentRungs, model);
  const [events = 0, praisedUsd = 0, faultedUsd = 0] = state;
  const block = (index: number): readonly number[] => state.slice(HEAD + index * rungs, HEAD + (index + 1) * rungs);
  const disputes = HEAD + 4 * rungs;
  return {
    atMs,
    lastId,
    events,
    slow: { good: block(0), bad: block(1) },
    fast: { good: block(2), bad: block(3) },
    disputes: state.slice(disputes, disputes + disputeRungs),
    recentDisputes: state.slice(disputes + disputeRungs, disputes + 2 * disputeRungs),
    silence: state.slice(disputes + 2 * disputeRungs),
    praisedUsd,
    faultedUsd,
  };
}

/** Position of the number of payers in an agent's state, for SQL. */
export const PAYERS_AT = 2;

/** Layout of `reputation_scores.state`: landmark in ms, payers, then the sums in the order of `agentLayout`. */
export const agentState = (row: AgentRow): number[] => [row.landmarkMs, row.payers, ...row.sums];

export function agentRowFromState(state: readonly number[]): AgentRow {
  const [landmarkMs = 0, payers = 0, ...sums] = state;
  return { landmarkMs, payers, sums };
}

function expectLength(state: readonly number[], length: number, model: ReputationModel): void {
  if (state.length !== length)
    throw new RangeError(
      `A pair of ${model.version} has ${length} numbers, not ${state.length}: replay it from its evidence`,
    );
}
