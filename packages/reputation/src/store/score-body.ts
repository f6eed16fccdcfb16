import type { Score } from '@pos/contract/reputation/schemas/score.ts';
import type * as z from 'zod';
import type { AgentRow } from '../domain/agent-row.ts';
import { explainScore } from '../domain/explain.ts';
import type { JobValueUsd } from '../domain/score.ts';
import type { ReputationModel } from '../model/reputation-model.ts';

export type ScoreBody = z.output<typeof Score>;

/**
 * A score in the contract's form, with the strongest reasons first. An agent that the entry ceiling limits always has
 * `LOW_EVIDENCE`, even if the interval is not what limits it.
 */
export function scoreBody(row: AgentRow, asOf: Date, jobValueUsd: JobValueUsd, model: ReputationModel): ScoreBody {
  const { score, reasons, bindingTerm } = explainScore(row, asOf.getTime(), jobValueUsd, model);
  const codes = reasons.map(({ code }) => code);
  return {
    scoreBps: score.scoreBps,
    meanBps: score.meanBps,
    lowBps: score.lowBps,
    highBps: score.highBps,
    evidence: score.evidence,
    reasons: bindingTerm === 'entry' && !codes.includes('LOW_EVIDENCE') ? ['LOW_EVIDENCE', ...codes] : codes,
    modelVersion: score.modelVersion,
    asOf,
  };
}

/** Start of the epoch that contains this time. It is the landmark of rows that begin in the epoch. */
export function epochStartMs(at: Date, model: ReputationModel): number {
  const epochMs = model.credibility.epochDays * 86_400_000;
  return Math.floor(at.getTime() / epochMs) * epochMs;
}
