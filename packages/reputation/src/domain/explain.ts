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

/** Why a score is not higher. */
export type ReasonCode =
  | 'LOW_EVIDENCE'
  | 'RECENT_DROP'
  | 'VALUE_LOST_TO_DISPUTES'
  | 'UNVERIFIED_PAYERS_CAPPED'
  | 'UNVERIFIED_COMPLAINTS_CAPPED'
  | 'UPHELD_DISPUTES'
  | 'LOW_TICKET_EVIDENCE_ONLY';

/** `effectBps` is what the score would be without this, less what it is: negative where the reason protects the score. */
export interface Reason {
  readonly code: ReasonCode;
  readonly effectBps: number;
}

export type TermName = 'longTerm' | 'recent' | 'value' | 'entry';

export interface Explanation {
  readonly score: PublishedScore;
  /** The lowest of the four terms, which is the score. */
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

/** Models that differ from the given one in the rule that a reason is about. */
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

/** Less than this does not move a published score. */
const NOTABLE_BPS = 1;

/**
 * The score with its reasons, the strongest first. Each effect is measured, not estimated: the score is computed again
 * without the rule (for `RECENT_DROP` and `VALUE_LOST_TO_DISPUTES` without the term).
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

/** What one payer's dealings do to the score, without saying whose they are. */
export interface Contribution {
  readonly effectBps: number;
  readonly events: number;
  readonly credibility: number;
  readonly lastAtMs: number;
}

/** Those of an agent's pairs that move its score most: the score less what it would be without them. */
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
