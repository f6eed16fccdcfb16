import type { Did } from '@pos/vocabulary/did.ts';
import type { CodedProblem } from '@pos/vocabulary/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import { challenges } from './schema/challenges.ts';
import type { Queries } from './session.ts';

export interface Challenge {
  /** UUID. */
  readonly id: string;
  readonly did: Did;
  /** The only purpose for which the signature is valid. */
  readonly purpose: string;
  /** The exact text to sign. */
  readonly message: string;
  readonly expiresAt: Date;
}

export async function issueChallenge(queries: Queries, challenge: Challenge): Promise<void> {
  await queries.insert(challenges).values({ ...challenge });
}

/**
 * Consumes a challenge and returns its message. Only one of several concurrent callers gets the message, because a
 * single conditional UPDATE makes the check. The refusal is the same for an unknown, expired or used challenge and for
 * a challenge of another DID or purpose, so that it discloses nothing.
 */
export async function consumeChallenge(
  queries: Queries,
  { id, did, purpose }: Pick<Challenge, 'id' | 'did' | 'purpose'>,
  now: Date,
): Promise<Result<{ readonly message: string }, CodedProblem<'challenge-unknown'>>> {
  const [used] = await queries
    .update(challenges)
    .set({ usedAt: now })
    .where(
      and(
        eq(challenges.id, id),
        eq(challenges.did, did),
        eq(challenges.purpose, purpose),
        isNull(challenges.usedAt),
        gt(challenges.expiresAt, now),
      ),
    )
    .returning({ message: challenges.message });
  return used === undefined ? err({ code: 'challenge-unknown' }) : ok(used);
}

/** Deletes challenges that expired before `before`. Returns their number. */
export async function pruneChallenges(queries: Queries, before: Date): Promise<number> {
  const { rowCount } = await queries.delete(challenges).where(lt(challenges.expiresAt, before));
  return rowCount ?? 0;
}
