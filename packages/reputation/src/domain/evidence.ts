import type { EvidenceKind } from '../model/reputation-model.ts';

export const MS_PER_DAY = 86_400_000;

/**
 * One event between a payer and an agent, in the form that the score uses. `outcome` is from 0 (failed) to 1 (as
 * promised); for `adjudicated` it is the part that was not refunded. `valueUsd` is the settled value, converted once at
 * settlement. `id` orders events of the same millisecond.
 */
export interface Evidence {
  readonly id: string;
  readonly atMs: number;
  readonly kind: EvidenceKind;
  readonly outcome: number;
  readonly valueUsd: number;
}

/** Orders a payer's events by time, then by the code units of their ids. */
export function compareEvidence(left: Evidence, right: Evidence): number {
  if (left.atMs !== right.atMs) return left.atMs - right.atMs;
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}
