import type { CodedProblem } from '@pos/vocabulary/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { and, eq, gt } from 'drizzle-orm';
import type { Challenge } from './challenges.ts';
import { challenges } from './schema/challenges.ts';
import type { Queries } from './session.ts';

/**
 * The message of a challenge that has not expired, without consuming the challenge. Only reads may use it,
 * because anybody who has the signature can repeat the request until the challenge expires. The refusal is the same for every reason, as that of
 * `consumeChallenge`.
 */
export async function standingChallenge(
  queries: Queries,
  { id, did, purpose }: Pick<Challenge, 'id' | 'did' | 'purpose'>,
  now: Date,
): Promise<Result<{ readonly message: string }, CodedProblem<'challenge-unknown'>>> {
  const [found] = await queries
    .select({ message: challenges.message })
    .from(challenges)
    .where(
      and(
        eq(challenges.id, id),
        eq(challenges.did, did),
        eq(challenges.purpose, purpose),
        gt(challenges.expiresAt, now),
      ),
    );
  return found === undefined ? err({ code: 'challenge-unknown' }) : ok(found);
}
