/** Kinds of evidence, from the weakest to the strongest. */
export type EvidenceKind = 'implicit' | 'rating' | 'zk' | 'oracle' | 'adjudicated';

/**
 * All constants of the score, under one version. A published score names its version, so that everyone can compute it
 * again. A changed constant makes a new version (see `models.ts`), which runs beside the old one before it replaces it.
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

/** Turns one payer's dealings with one agent into evidence. */
export interface PairModel {
  /** Value at which a rung of the ladder is filled to 1 − 1/e, ascending. A payer holds at most one unit a rung. */
  readonly rungsUsd: readonly number[];
  /** Rungs of the ladder for upheld disputes and refunds, ascending. */
  readonly disputeRungsUsd: readonly number[];
  /**
   * A payer's opinion is its average over about this value in USD, so that a single late call does not overrule a long
   * history.
   */
  readonly memoryUsd: number;
  readonly slowHalfLifeDays: number;
  readonly fastHalfLifeDays: number;
  readonly disputeHalfLifeDays: number;
  /** Factor for the value of an event. The ladder of upheld disputes takes the value itself. */
  readonly valueWeight: Readonly<Record<Exclude<EvidenceKind, 'adjudicated'>, number>>;
  /**
   * Unrated paid calls fill the part of a rung that opinions leave, and this share of them counts as praise. `null`
   * counts unrated calls as ratings of a tenth of the value (versions 1 to 3). That is too much, because ladders are
   * steep at low values, where such a rating is already nearly half of the evidence.
   */
  readonly silenceWeight: number | null;
  /**
   * Whether the value of a proof counts as spending in the credibility pass. Only version 1 counts it, and so counts
   * the same payments twice.
   */
  readonly proofsAreRevenue: boolean;
  /** Factor for the lost value of an upheld dispute, which counts as a bad opinion. */
  readonly upheldWeight: number;
  /** Units of bad evidence that a full rung of disputes counts as. */
  readonly disputeWeight: number;
}

/** Caps on the evidence of all payers without credibility together. */
export interface UnverifiedModel {
  /** Unverified praise counts up to share · (credible praise + floor). */
  readonly praiseShare: number;
  readonly praiseFloor: number;
  /** Unverified complaints count up to share · (credible complaints + disputes + floor). */
  readonly complaintShare: number;
  readonly complaintFloor: number;
  /** Minimum credibility of an upheld dispute. It holds for any disputing payer, because an arbiter has judged it. */
  readonly disputeCredibility: number;
  /**
   * Cap on the additional evidence that `disputeCredibility` gives to upheld disputes. In total it counts up to share ·
   * (credible disputes + floor). The value term has no such cap.
   */
  readonly disputeShare: number;
  readonly disputeFloor: number;
}

export interface ScoreModel {
  /** Normal quantile of the lower and upper bound of the interval. */
  readonly z: number;
  /** Prior evidence before the first call, and the good part of it. */
  readonly priorMass: number;
  readonly priorMean: number;
  /** Prior good evidence of the recent term. */
  readonly recentPrior: number;
  /** Prior good value of the value term, USD. */
  readonly lossPriorUsd: number;
  /** Ceiling (S + entryFloor) / (S + entryMass). An identity without credible praise starts at the bottom. */
  readonly entryFloor: number;
  readonly entryMass: number;
}

export interface JobValueModel {
  /** Factor for good evidence, applied once for each rung between the evidence and the job value. */
  readonly discountPerRung: number;
}

/** Constants of the pass over the payment graph, which rates the payers. */
export interface CredibilityModel {
  readonly epochDays: number;
  /** Rounds of payer → agent → payer, counted from the trust seeds. */
  readonly rounds: number;
  /** Credible spending with other agents at which a payer has full credibility. */
  readonly fullAtUsd: number;
  /** Largest share of a payer's spending with an agent that becomes credible spending. */
  readonly mintedShare: number;
  /** A payer passes on at most this multiple of the credible spending that it has earned. */
  readonly passedOnMultiple: number;
  /**
   * The credible share of an agent's revenue is raised to this power, in steps of a half. Agents that live on unknown
   * payers therefore lend little trust.
   */
  readonly purityPower: number;
  /** Measure of a payer's word. `null` measures it by the credible spending that the payer can pass on (version 1). */
  readonly word: WordModel | null;
}

/** Weight that a dollar spent with an agent adds to the payer's word. */
export interface WordModel {
  /**
   * A dollar counts in full if the agent's trusted share, times this multiple, reaches the share that trust seeds
   * typically meet.
   */
  readonly multiple: number;
  /** If it does not reach that share, the weight falls with this power, in steps of a half. */
  readonly power: number;
  /**
   * Minimum for the share that trust seeds meet, so that a market with very little trust does not give full weight to
   * every payer.
   */
  readonly leastShare: number;
  /**
   * Belief in payers whose money goes to agents without standing. `null` believes all payers equally (versions 1 and
   * 2).
   */
  readonly purity: PurityModel | null;
}

/**
 * A payer's purity is the part of its spending that agents of standing received. It is compared with the purity of the
 * trust seeds.
 */
export interface PurityModel {
  /** A payer is believed in full if its purity, times this multiple, reaches the purity of the trust seeds. */
  readonly multiple: number;
  /** If it does not reach that purity, belief falls with this power, in steps of a half. */
  readonly power: number;
}
