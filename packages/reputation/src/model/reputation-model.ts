/** How a piece of evidence came about, from the weakest to the strongest. */
export type EvidenceKind = 'implicit' | 'rating' | 'zk' | 'oracle' | 'adjudicated';

/**
 * Every constant of the score, under one version. A published score names the version, so that anybody can compute it
 * again; a changed constant is a new version (see `models.ts`), run beside the old one before it takes over.
 * Money is in USD (USDC at par, other tokens converted at settlement), time in days.
 */
export interface ReputationModel {
  readonly version: string;
  readonly pair: PairModel;
  readonly unverified: UnverifiedModel;
  readonly score: ScoreModel;
  readonly jobValue: JobValueModel;
  readonly credibility: CredibilityModel;
}

/** How one payer's dealings with one agent become evidence. */
export interface PairModel {
  /** Value at which a rung of the ladder is filled to 1 − 1/e; a payer holds one unit a rung. Ascending. */
  readonly rungsUsd: readonly number[];
  /** Ladder of upheld disputes and refunds. Ascending. */
  readonly disputeRungsUsd: readonly number[];
  /** A payer's opinion is its average over about this value, so that one last call does not overrule a long history. */
  readonly memoryUsd: number;
  readonly slowHalfLifeDays: number;
  readonly fastHalfLifeDays: number;
  readonly disputeHalfLifeDays: number;
  /** Multiplies the value of an event; an upheld dispute's ladder takes the value as it is. */
  readonly valueWeight: Readonly<Record<Exclude<EvidenceKind, 'adjudicated'>, number>>;
  /**
   * Paid calls that nobody rated fill what opinions leave of a rung, and this part of it is praise: as an opinion a tenth of the
   * value is nearly half of the evidence, because ladders are steep at the foot. `null`: they are ratings of a tenth of the value
   * (versions 1 to 3).
   */
  readonly silenceWeight: number | null;
  /** Whether the value of a proof counts as spending in the credibility pass; it was paid before (version 1 counted it twice). */
  readonly proofsAreRevenue: boolean;
  /** An upheld dispute is a bad opinion too; multiplies the value that was lost. */
  readonly upheldWeight: number;
  /** Units of bad evidence that a full rung of disputes stands for. */
  readonly disputeWeight: number;
}

/** What payers without credibility may add, however many they are. */
export interface UnverifiedModel {
  /** Unverified praise counts up to share · (credible praise + floor). */
  readonly praiseShare: number;
  readonly praiseFloor: number;
  /** Unverified complaints count up to share · (credible complaints + disputes + floor). */
  readonly complaintShare: number;
  readonly complaintFloor: number;
  /** An upheld dispute has been judged, so it counts at least this much, whoever raised it … */
  readonly disputeCredibility: number;
  /** … up to share · (credible disputes + floor) in sum; without a cap where value is at stake. */
  readonly disputeShare: number;
  readonly disputeFloor: number;
}

export interface ScoreModel {
  /** Normal quantile of the interval's lower and upper bound. */
  readonly z: number;
  /** Evidence taken for granted before the first call, and the part of it that is good. */
  readonly priorMass: number;
  readonly priorMean: number;
  /** Good evidence taken for granted by the recent term. */
  readonly recentPrior: number;
  /** USD of good value taken for granted by the value term. */
  readonly lossPriorUsd: number;
  /** Ceiling (S + entryFloor) / (S + entryMass): an identity without credible praise starts at the bottom. */
  readonly entryFloor: number;
  readonly entryMass: number;
}

export interface JobValueModel {
  /** Good evidence is multiplied by this for every rung that lies between it and the job's value. */
  readonly discountPerRung: number;
}

/** The pass over the payment graph that rates the payers. */
export interface CredibilityModel {
  readonly epochDays: number;
  /** Rounds of payer → agent → payer, counted from the seeds. */
  readonly rounds: number;
  /** Credible spending with other agents at which a payer counts fully. */
  readonly fullAtUsd: number;
  /** At most this part of a payer's spending with an agent becomes credible spending. */
  readonly mintedShare: number;
  /** A payer passes on at most this multiple of the credible spending that it has earned. */
  readonly passedOnMultiple: number;
  /** Credible share of an agent's revenue is raised to this power, in halves: agents that live on unknown payers lend little. */
  readonly purityPower: number;
  /** How what a payer's word is worth is measured; `null`: as the credible spending that it could pass on. */
  readonly word: WordModel | null;
}

/** What a dollar with an agent adds to the worth of a payer's word. */
export interface WordModel {
  /** It adds all of itself where the agent's trusted share is at least one part in so many of what seeds typically meet … */
  readonly multiple: number;
  /** … and below that falls with this power, in halves. */
  readonly power: number;
  /** What seeds meet is taken for at least this share, so that a market with next to no trust does not hand it out. */
  readonly leastShare: number;
  /** How much a payer is believed whose money goes to agents without standing; `null`: as much as others (versions 1 and 2). */
  readonly purity: PurityModel | null;
}

/** A payer's purity is the part of its spending that agents of standing got, compared with that of seeds. */
export interface PurityModel {
  /** A payer whose purity is at least one part in so many of the seeds' is believed in full … */
  readonly multiple: number;
  /** … and below that, less by this power, in halves. */
  readonly power: number;
}
