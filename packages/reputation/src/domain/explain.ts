import type { ReputationModel } from '../model/reputation-model.ts';
import { subtractRows, contributionOf, type AgentRow, type RatedPair } from './agent-row.ts';
import {
  publishedFrom,
  scoreFrom,
  scoreTerms,
  type PublishedScore,
  type ScoreTerms,
  type JobValueUsd,
} from './score.ts';

/** Rules that moved a score. */
export type ReasonCode =
  | 'LOW_EVIDENCE'
  | 'RECENT_DROP'
  | 'VALUE_LOST_TO_DISPUTES'
  | 'UNVERIFIED_PAYERS_CAPPED'
  | 'UNVERIFIED_COMPLAINTS_CAPPED'
  | 'UPHELD_DISPUTES'
  | 'LOW_TICKET_EVIDENCE_ONLY';

/** `effectBps` is the score without the rule minus the score. It is negative when the rule raises the score. */
export interface Reason {
  readonly code: ReasonCode;
  readonly effectBps: number;
}

export type TermName = 'longTerm' | 'recent' | 'value' | 'entry';

export interface Explanation {
  readonly score: PublishedScore;
  /** The lowest of the four terms. It is the score. */
  readonly bindingTerm: TermName;
  readonly terms: Readonly<Record<TermName, number>>;
  readonly praise: { readonly credible: number; readonly unverified: number; readonly counted: number };
  readonly complaints: { readonly credible: number; readonly unverified: number; readonly counted: number };
  readonly disputes: number;
  readonly reasons: readonly Reason[];
}

const TERM_NAMES: readonly TermName[] = ['longTerm', 'recent', 'value', 'entry'];

const bindingTermOf = (terms: ScoreTerms): TermName =>
  TERM_NAMES.reduce((lowest, name) => (terms[name] < terms[lowest] ? name : lowest));

const withoutTerm = (terms: ScoreTerms, left: TermName): number =>
  Math.min(...TERM_NAMES.filter((name) => name !== left).map((name) => terms[name]));

const bps = (difference: number): number => Math.round(difference * 10_000);

/** For each reason, the model without the rule that the reason names. */
const UNRULED: Readonly<Partial<Record<ReasonCode, (model: ReputationModel) => ReputationModel>>> = {
  LOW_EVIDENCE: (model) => ({ ...model, score: { ...model.score, z: 0 } }),
  UNVERIFIED_PAYERS_CAPPED: (model) => ({
    ...model,
    unverified: { ...model.unverified, praiseShare: 1, praiseFloor: Number.MAX_VALUE },
  }),
  UNVERIFIED_COMPLAINTS_CAPPED: (model) => ({
    ...model,
    unverified: { ...model.unverified, complaintShare: 1, complaintFloor: Number.MAX_VALUE },
  }),
  UPHELD_DISPUTES: (model) => ({ ...model, pair: { ...model.pair, disputeWeight: 0 } }),
  LOW_TICKET_EVIDENCE_ONLY: (model) => ({ ...model, jobValue: { discountPerRung: 1 } }),
};

/** Smaller effects do not change a published score. */
const NOTABLE_BPS = 1;

/**
 * Explains a score: its terms and the reasons with the largest effects first. Every effect is measured, by computing
 * the score again without the rule. For `RECENT_DROP` and `VALUE_LOST_TO_DISPUTES` it is computed without the term.
 */
export function explainScore(
  row: AgentRow,
  asOfMs: number,
  jobValueUsd: JobValueUsd,
  model: ReputationModel,
): Explanation {
  const terms = scoreTerms(row, asOfMs, jobValueUsd, model);
  const actual = scoreFrom(terms);
  const unruled = (code: ReasonCode): number => {
    const other = UNRULED[code]?.(model);
    return other ? scoreFrom(scoreTerms(row, asOfMs, jobValueUsd, other)) : actual;
  };
  const codes = Object.keys(UNRULED).filter(isReasonCode);
  const reasons: Reason[] = [
    ...codes.map((code) => ({ code, effectBps: bps(unruled(code) - actual) })),
    { code: 'RECENT_DROP' as const, effectBps: bps(withoutTerm(terms, 'recent') - actual) },
    { code: 'VALUE_LOST_TO_DISPUTES' as const, effectBps: bps(withoutTerm(terms, 'value') - actual) },
  ];
  return {
    score: publishedFrom(terms, row, asOfMs, model),
    bindingTerm: bindingTermOf(terms),
    terms: { longTerm: terms.longTerm, recent: terms.recent, value: terms.value, entry: terms.entry },
    praise: { credible: terms.credible.praise, unverified: terms.unverified.praise, counted: terms.countedPraise },
    complaints: {
      credible: terms.credible.complaints,
      unverified: terms.unverified.complaints,
      counted: terms.countedComplaints,
    },
    disputes: terms.credible.disputes,
    reasons: reasons
      .filter(({ effectBps }) => Math.abs(effectBps) >= NOTABLE_BPS)
      .toSorted((left, right) => Math.abs(right.effectBps) - Math.abs(left.effectBps)),
  };
}

const isReasonCode = (code: string): code is ReasonCode => code in UNRULED;

/** Effect of one payer's dealings on the score, without naming the payer. */
export interface Contribution {
  readonly effectBps: number;
  readonly events: number;
  readonly credibility: number;
  readonly lastAtMs: number;
}

/**
 * The pairs with the largest effect on an agent's score. The effect of a pair is the score minus the score without the
 * pair.
 */
export function topContributions(
  row: AgentRow,
  pairs: readonly RatedPair[],
  asOfMs: number,
  jobValueUsd: JobValueUsd,
  model: ReputationModel,
  count = 10,
): Contribution[] {
  const actual = scoreFrom(scoreTerms(row, asOfMs, jobValueUsd, model));
  return pairs
    .map((rated) => {
      const without = subtractRows(row, contributionOf(rated, row.landmarkMs, model));
      return {
        effectBps: bps(actual - scoreFrom(scoreTerms(without, asOfMs, jobValueUsd, model))),
        events: rated.pair.events,
        credibility: rated.credibility,
        lastAtMs: rated.pair.atMs,
      };
    })
    .toSorted((left, right) => Math.abs(right.effectBps) - Math.abs(left.effectBps) || right.lastAtMs - left.lastAtMs)
    .slice(0, count);
}
