import { randomUUID } from 'node:crypto';
import type { Json } from '@pos/vocabulary/json.ts';
import { and, eq, lt, sql } from 'drizzle-orm';
import { idempotencyKeys } from './schema/idempotency-keys.ts';
import type { Queries } from './session.ts';

/** A request that takes effect once. */
export interface IdempotentRequest {
  /** The owner of the key, such as `<route>:<client>`, so that two clients never share a key. */
  readonly owner: string;
  readonly key: string;
  /** Hash of all parts that identify the request. */
  readonly requestHash: string;
}

/** A run of a request, which is valid until its lease expires. */
export interface IdempotentRun extends IdempotentRequest {
  readonly holder: string;
}

export type Begun<Response> =
  /** This request is the first one, or the lease of the first run expired. Run it, then finish or abandon it. */
  | { readonly state: 'begun'; readonly run: IdempotentRun }
  /** The request was answered before. */
  | { readonly state: 'done'; readonly response: Response }
  | { readonly state: 'in-progress'; readonly retryAfterSeconds: number }
  /** The key belongs to another request. */
  | { readonly state: 'mismatch' };

export interface IdempotencyTimes {
  /**
   * Lease of a run in milliseconds, after which another run may take over. It must exceed the gateway's timeout.
   * Default: 60,000.
   */
  readonly leaseMs?: number;
  /** Time for which the response is kept, in milliseconds. Default: 86,400,000 (one day). */
  readonly keepMs?: number;
}

/** Another run took over, or the key was deleted. The transaction of the lost run must be rolled back. */
export class IdempotentRunLostError extends Error {
  override readonly name = 'IdempotentRunLostError';
}

/**
 * Takes the key of a request in one statement, so that only one of several concurrent repetitions runs. `Response` is
 * the type of the value that is passed to {@link finishIdempotent} under the same owner.
 */
export async function beginIdempotent<Response = Json>(
  queries: Queries,
  request: IdempotentRequest,
  { leaseMs = 60_000, keepMs = 86_400_000 }: IdempotencyTimes = {},
): Promise<Begun<Response>> {
  const held = {
    requestHash: request.requestHash,
    holder: randomUUID(),
    heldUntil: fromNow(leaseMs),
    expiresAt: fromNow(keepMs),
  };
  const [begun] = await queries
    .insert(idempotencyKeys)
    .values({ owner: request.owner, key: request.key, ...held })
    .onConflictDoUpdate({
      target: [idempotencyKeys.owner, idempotencyKeys.key],
      set: { ...held, status: 'in-progress', response: null, createdAt: sql`now()` },
      setWhere: sql`${idempotencyKeys.expiresAt} < now() or (${idempotencyKeys.status} = 'in-progress'
        and ${idempotencyKeys.heldUntil} < now() and ${idempotencyKeys.requestHash} = ${request.requestHash})`,
    })
    .returning({ holder: idempotencyKeys.holder });
  if (begun !== undefined) return { state: 'begun', run: { ...request, holder: begun.holder } };
  return standing(queries, request);
}

async function standing<Response>(queries: Queries, request: IdempotentRequest): Promise<Begun<Response>> {
  const [row] = await queries
    .select({
      requestHash: idempotencyKeys.requestHash,
      status: idempotencyKeys.status,
      response: idempotencyKeys.response,
      waitSeconds: sql<number>`greatest(1, ceil(extract(epoch from ${idempotencyKeys.heldUntil} - now())))::int`,
    })
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.owner, request.owner), eq(idempotencyKeys.key, request.key)));
  // The other run was abandoned between the two statements, so the caller may repeat at once.
  if (row === undefined) return { state: 'in-progress', retryAfterSeconds: 1 };
  if (row.requestHash !== request.requestHash) return { state: 'mismatch' };
  if (row.status === 'done') return { state: 'done', response: row.response as Response };
  // The remaining lease is the longest possible wait. Most runs end much earlier.
  return { state: 'in-progress', retryAfterSeconds: Math.min(row.waitSeconds, 5) };
}

/**
 * Stores the response, which JSON must be able to represent. Call it in the transaction of the effect, so that response
 * and effect are committed together. Throws {@link IdempotentRunLostError} if another run has taken over.
 */
export async function finishIdempotent<Response = Json>(
  queries: Queries,
  run: IdempotentRun,
  response: Response,
): Promise<void> {
  const { rowCount } = await queries
    .update(idempotencyKeys)
    .set({ status: 'done', response: response as Json })
    .where(heldBy(run));
  if (rowCount !== 1)
    throw new IdempotentRunLostError('Another run of this request took over, and its answer is the one that counts.');
}

/** Releases the key after a failure, so that a repetition runs at once. Does nothing if another run has taken over. */
export async function abandonIdempotent(queries: Queries, run: IdempotentRun): Promise<void> {
  await queries.delete(idempotencyKeys).where(heldBy(run));
}

/** Deletes responses whose retention has ended. Returns their number. */
export async function pruneIdempotencyKeys(queries: Queries): Promise<number> {
  const { rowCount } = await queries.delete(idempotencyKeys).where(lt(idempotencyKeys.expiresAt, sql`now()`));
  return rowCount ?? 0;
}

const heldBy = ({ owner, key, holder }: IdempotentRun) =>
  and(
    eq(idempotencyKeys.owner, owner),
    eq(idempotencyKeys.key, key),
    eq(idempotencyKeys.holder, holder),
    eq(idempotencyKeys.status, 'in-progress'),
  );

const fromNow = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;
