import type { Did } from '@pos/vocabulary/did.ts';
import type { CodedProblem } from '@pos/vocabulary/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import type { Transaction } from './database.ts';
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

/** A request that presents a challenge. */
export interface ChallengedRequest {
  readonly challengeId: string;
  /** Client and hash of all parts that identify the request. */
  readonly requestHash: string;
}

/**
 * Consumes a challenge for one request and returns its message. Requests with another hash are refused from then on, and
 * only one of several concurrent ones gets the message, because a single conditional UPDATE makes the check. The same
 * request may consume the challenge again until it expires. The refusal is the same for an unknown, expired or used
 * challenge and for a challenge of another DID or purpose, so that it discloses nothing.
 */
export async function consumeChallenge(
  queries: Queries,
  { challengeId, requestHash, did, purpose }: ChallengedRequest & Pick<Challenge, 'did' | 'purpose'>,
  now: Date,
): Promise<Result<{ readonly message: string }, CodedProblem<'challenge-unknown'>>> {
  const [used] = await queries
    .update(challenges)
    .set({ usedAt: sql`coalesce(${challenges.usedAt}, ${now.toISOString()}::timestamptz)`, requestHash })
    .where(
      and(
        eq(challenges.id, challengeId),
        eq(challenges.did, did),
        eq(challenges.purpose, purpose),
        or(isNull(challenges.usedAt), eq(challenges.requestHash, requestHash)),
        gt(challenges.expiresAt, now),
      ),
    )
    .returning({ message: challenges.message });
  return used === undefined ? err({ code: 'challenge-unknown' }) : ok(used);
}

const usedBy = ({ challengeId, requestHash }: ChallengedRequest) =>
  and(eq(challenges.id, challengeId), eq(challenges.requestHash, requestHash));

/** The stored answer to a request, or `undefined` if the request has not been answered. */
export async function readAnswer(queries: Queries, request: ChallengedRequest): Promise<Uint8Array | undefined> {
  const [row] = await queries.select({ answer: challenges.answer }).from(challenges).where(usedBy(request));
  return row?.answer ?? undefined;
}

/**
 * As {@link readAnswer}, and locks the challenge until the transaction ends. A concurrent repetition of the request waits
 * here and then finds the answer.
 */
export async function lockAnswer(tx: Transaction, request: ChallengedRequest): Promise<Uint8Array | undefined> {
  const [row] = await tx.select({ answer: challenges.answer }).from(challenges).where(usedBy(request)).for('update');
  if (row === undefined) throw new Error('The request consumed no challenge: prove control before the effect.');
  return row.answer ?? undefined;
}

/** Stores the answer to a request. Call it in the transaction of the effect, so that both are committed together. */
export async function saveAnswer(tx: Transaction, request: ChallengedRequest, answer: Uint8Array): Promise<void> {
  await tx.update(challenges).set({ answer }).where(usedBy(request));
}

/** Deletes challenges that expired before `before`, and the answers that they keep. Returns their number. */
export async function pruneChallenges(queries: Queries, before: Date): Promise<number> {
  const { rowCount } = await queries.delete(challenges).where(lt(challenges.expiresAt, before));
  return rowCount ?? 0;
}
