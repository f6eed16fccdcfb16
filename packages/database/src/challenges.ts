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
  /** What the signature will be good for, and for nothing else. */
  readonly purpose: string;
  /** The exact text to be signed. */
  readonly message: string;
  readonly expiresAt: Date;
}

export async function issueChallenge(queries: Queries, challenge: Challenge): Promise<void> {
  await queries.insert(challenges).values({ ...challenge });
}

/**
 * Uses a challenge up and returns its message. Of any number of concurrent users one gets it: the single conditional
 * UPDATE is the check. Unknown, expired, used, another DID's and another purpose's are one refusal, which tells nothing.
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

/** Removes challenges that expired before `before`, and returns how many. */
export async function pruneChallenges(queries: Queries, before: Date): Promise<number> {
  const { rowCount } = await queries.delete(challenges).where(lt(challenges.expiresAt, before));
  return rowCount ?? 0;
}
