import { describe, expect, it } from '@jest/globals';
import { did } from '@pos/vocabulary/did.ts';
import {
  AMENDABLE_DAYS,
  decideRating,
  RATEABLE_DAYS,
  type FormerRating,
  type GivenRating,
  type RatingContext,
} from './decide-rating.ts';
import { MS_PER_DAY } from './evidence.ts';

const NOW_MS = Date.UTC(2026, 0, 31);
const AGENT = did('did:web:agent.example');
const at = (ms: number) => new Date(NOW_MS + ms);
const given = (changes: Partial<GivenRating> = {}): GivenRating => ({
  ratingBps: 9_000,
  issuedAt: at(-1_000),
  expiresAt: at(60_000),
  ...changes,
});
const context = (changes: Partial<RatingContext> = {}): RatingContext => ({
  paidAt: at(-MS_PER_DAY),
  did: AGENT,
  signed: true,
  former: undefined,
  now: at(0),
  ...changes,
});
const former = (changes: Partial<FormerRating> = {}): FormerRating => ({
  ratingBps: 5_000,
  issuedAt: at(-MS_PER_DAY),
  firstRatedAt: at(-MS_PER_DAY),
  ...changes,
});
const refused = (code: string) => ({ ok: false, error: { code } });

describe('decideRating', () => {
  it('accepts a first rating, which may be amended for a week', () =>
    expect(decideRating(given(), context())).toEqual({
      ok: true,
      value: { kind: 'new', did: AGENT, amendableUntil: at(AMENDABLE_DAYS * MS_PER_DAY) },
    }));

  it('refuses a rating of a payment that is unconfirmed or whose payee is not registered', () => {
    expect(decideRating(given(), context({ paidAt: undefined }))).toEqual(refused('settlement-not-rateable'));
    expect(decideRating(given(), context({ did: null }))).toEqual(refused('settlement-not-rateable'));
  });

  it('refuses a rating without a valid signature', () =>
    expect(decideRating(given(), context({ signed: false }))).toEqual(refused('rating-signature-invalid')));

  it.each<readonly [string, Partial<GivenRating>, boolean]>([
    ['accepts a clock that is two minutes fast', { issuedAt: at(120_000), expiresAt: at(180_000) }, true],
    ['refuses a clock that is faster', { issuedAt: at(120_001), expiresAt: at(180_000) }, false],
    ['accepts a rating until it expires', { expiresAt: at(1) }, true],
    ['refuses a rating at its expiry', { expiresAt: at(0) }, false],
    ['accepts a rating that is valid for a day', { issuedAt: at(0), expiresAt: at(MS_PER_DAY) }, true],
    ['refuses a rating that is valid for longer', { issuedAt: at(-1), expiresAt: at(MS_PER_DAY) }, false],
  ])('%s', (_, changes, accepted) => {
    const result = decideRating(given(changes), context());
    if (accepted) expect(result).toMatchObject({ ok: true, value: { kind: 'new' } });
    else expect(result).toEqual(refused('rating-expired'));
  });

  it('accepts a first rating for thirty days after the payment', () => {
    const paidAt = at(-RATEABLE_DAYS * MS_PER_DAY);
    expect(decideRating(given(), context({ paidAt }))).toMatchObject({ ok: true });
    const earlier = new Date(paidAt.getTime() - 1);
    expect(decideRating(given(), context({ paidAt: earlier }))).toEqual(refused('rating-closed'));
  });

  it('accepts an amendment for seven days after the first rating, even for an old payment', () => {
    const old = { paidAt: at(-2 * RATEABLE_DAYS * MS_PER_DAY) };
    const firstRatedAt = at(-AMENDABLE_DAYS * MS_PER_DAY);
    expect(decideRating(given(), context({ ...old, former: former({ firstRatedAt }) }))).toEqual({
      ok: true,
      value: { kind: 'new', did: AGENT, amendableUntil: at(0) },
    });
    const earlier = new Date(firstRatedAt.getTime() - 1);
    expect(decideRating(given(), context({ former: former({ firstRatedAt: earlier }) }))).toEqual(
      refused('rating-closed'),
    );
  });

  it('recognises a repeated rating, also after the time for amendments', () => {
    const firstRatedAt = at(-2 * AMENDABLE_DAYS * MS_PER_DAY);
    const same = former({ ratingBps: given().ratingBps, issuedAt: given().issuedAt, firstRatedAt });
    expect(decideRating(given(), context({ former: same }))).toMatchObject({ ok: true, value: { kind: 'repeated' } });
  });

  it.each<readonly [string, Partial<FormerRating>]>([
    ['signed later', { issuedAt: at(0) }],
    ['signed later with the same opinion', { issuedAt: at(0), ratingBps: 9_000 }],
    ['signed at the same time with another opinion', { issuedAt: at(-1_000) }],
  ])('refuses a rating where the stored one was %s', (_, changes) =>
    expect(decideRating(given(), context({ former: former(changes) }))).toEqual(refused('rating-superseded')),
  );

  it('accepts the same opinion signed anew', () =>
    expect(decideRating(given(), context({ former: former({ ratingBps: 9_000 }) }))).toMatchObject({
      ok: true,
      value: { kind: 'new' },
    }));
});
