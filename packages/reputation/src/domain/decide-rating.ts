import type { Did } from '@pos/vocabulary/did.ts';
import type { Problem } from '@pos/contract/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { MS_PER_DAY } from './evidence.ts';

export const RATEABLE_DAYS = 30;
export const AMENDABLE_DAYS = 7;

/** A rating must be sent within a day of signing. Clocks of wallets may be off by the skew below. */
const LONGEST_LIFE_MS = MS_PER_DAY;
const CLOCK_SKEW_MS = 120_000;

export interface GivenRating {
  readonly ratingBps: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface FormerRating {
  readonly ratingBps: number;
  readonly issuedAt: Date;
  readonly firstRatedAt: Date;
}

export interface RatingContext {
  /** Time of confirmation; undefined while the payment is unconfirmed or when its payee is not registered. */
  readonly paidAt: Date | undefined;
  readonly did: Did | null;
  readonly signed: boolean;
  readonly former: FormerRating | undefined;
  readonly now: Date;
}

type Refusal = Problem<
  'settlement-not-rateable' | 'rating-signature-invalid' | 'rating-expired' | 'rating-closed' | 'rating-superseded'
>;

/** The caller stores a `new` rating. A `repeated` rating is equal to the stored one. */
export type AcceptedRating = { readonly kind: 'new' | 'repeated'; readonly did: Did; readonly amendableUntil: Date };

/** End of the time in which a rating may be replaced. */
export const amendableUntil = (firstRatedAt: Date): Date =>
  new Date(firstRatedAt.getTime() + AMENDABLE_DAYS * MS_PER_DAY);

/**
 * Decides whether a rating is accepted. Its refusals reveal to strangers only that the payment exists, which is public
 * on chain.
 */
export function decideRating(
  given: GivenRating,
  { paidAt, did, signed, former, now }: RatingContext,
): Result<AcceptedRating, Refusal> {
  if (paidAt === undefined || did === null) return err({ code: 'settlement-not-rateable' });
  if (!signed) return err({ code: 'rating-signature-invalid' });
  const [nowMs, issuedMs, expiresMs] = [now.getTime(), given.issuedAt.getTime(), given.expiresAt.getTime()];
  if (issuedMs > nowMs + CLOCK_SKEW_MS || expiresMs <= nowMs || expiresMs - issuedMs > LONGEST_LIFE_MS)
    return err({ code: 'rating-expired' });
  const until = amendableUntil(former?.firstRatedAt ?? now);
  if (former && former.issuedAt.getTime() === issuedMs && former.ratingBps === given.ratingBps)
    return ok({ kind: 'repeated', did, amendableUntil: until });
  const open = former ? nowMs <= until.getTime() : nowMs <= paidAt.getTime() + RATEABLE_DAYS * MS_PER_DAY;
  if (!open) return err({ code: 'rating-closed' });
  if (former && former.issuedAt.getTime() >= issuedMs) return err({ code: 'rating-superseded' });
  return ok({ kind: 'new', did, amendableUntil: until });
}
