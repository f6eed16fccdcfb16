import { createHash } from 'node:crypto';
import type { Caller } from '@pos/contract/reply.ts';
import { IDEMPOTENCY_KEY_HOURS, keepsIdempotencyKeys, type RouteDeclaration } from '@pos/contract/route.ts';
import { DEFAULT_RUNTIME } from '@pos/contract/runtime.ts';
import type { Database } from '@pos/database/database.ts';
import { abandonIdempotent, beginIdempotent, finishIdempotent } from '@pos/database/idempotency.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { RefusedRequest } from './problem-of.ts';
import { jsonOf, lowerCaseHeaders, mediaTypeOf } from './read-request.ts';
import type { HttpResponse } from './response.ts';

interface Attempt {
  readonly route: RouteDeclaration;
  readonly dependencies: object;
  readonly caller: Caller | undefined;
  readonly event: APIGatewayProxyEvent;
}

const databaseOf = (dependencies: object): Database | undefined =>
  'database' in dependencies ? (dependencies.database as Database) : undefined;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Hash of method, path, query, body, content type and preconditions. Two requests with equal hashes count as the same
 * request.
 */
export const requestHash = (event: APIGatewayProxyEvent): string => {
  const headers = lowerCaseHeaders(event);
  const type = mediaTypeOf(headers['content-type']) ?? 'application/json';
  const parts: unknown[] = [
    event.httpMethod,
    event.path,
    event.queryStringParameters ?? {},
    event.body ?? '',
    headers['if-match'] ?? null,
  ];
  // These parts are omitted if they have their usual values, so that hashes that the former version stored stay valid.
  if (headers['if-none-match'] !== undefined) parts.push({ ifNoneMatch: headers['if-none-match'] });
  if (type !== 'application/json') parts.push({ type });
  return sha256(JSON.stringify(parts));
};

/** The member of a JSON value at a pointer of the contract, which escapes no character. */
const memberAt = (json: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], json);

/**
 * The owner of a request's idempotency key: the client of the access token, or on an open route the hash of the
 * credential in the body. A caller with another credential has other keys, and can neither read nor block this one.
 */
function keyOwner({ route, caller, event }: Attempt): string {
  if (caller !== undefined) return `${route.id}:${caller.clientId}`;
  if (route.idempotencyOwner === undefined)
    throw new Error(`The open route ${route.id} keeps idempotency keys: declare its idempotencyOwner in the contract.`);
  const json = jsonOf(event);
  const credential = memberAt(json.ok ? json.value : undefined, route.idempotencyOwner);
  return `${route.id}:#${sha256(JSON.stringify(credential ?? null))}`;
}

/** Lease of a run in milliseconds: the function's timeout plus 5 s. After the lease a repetition may run. */
const leaseMs = ({ runtime = DEFAULT_RUNTIME }: RouteDeclaration): number => (runtime.timeoutSeconds + 5) * 1_000;

/**
 * Runs a write once for each `Idempotency-Key` of an owner and route, for {@link IDEMPOTENCY_KEY_HOURS} hours.
 * Repetitions get the first response, marked `Idempotent-Replayed: true`. Responses with a status of 500 or above are
 * not stored, so a repetition runs again.
 */
export async function idempotently(attempt: Attempt, run: () => Promise<HttpResponse>): Promise<HttpResponse> {
  const database = databaseOf(attempt.dependencies);
  const key = lowerCaseHeaders(attempt.event)['idempotency-key'];
  if (key === undefined || !keepsIdempotencyKeys(attempt.route) || database === undefined) return run();
  const claim = { owner: keyOwner(attempt), key, requestHash: requestHash(attempt.event) };
  const begun = await beginIdempotent<HttpResponse>(database.orm, claim, {
    leaseMs: leaseMs(attempt.route),
    keepMs: IDEMPOTENCY_KEY_HOURS * 3_600_000,
  });
  if (begun.state === 'mismatch') throw new RefusedRequest({ code: 'idempotency-key-reused' });
  if (begun.state === 'in-progress')
    throw new RefusedRequest({ code: 'idempotency-in-progress', retryAfterSeconds: begun.retryAfterSeconds });
  if (begun.state === 'done')
    return { ...begun.response, headers: { ...begun.response.headers, 'idempotent-replayed': 'true' } };
  try {
    const response = await run();
    if (response.statusCode >= 500) await abandonIdempotent(database.orm, begun.run);
    else await finishIdempotent(database.orm, begun.run, response);
    return response;
  } catch (error) {
    await abandonIdempotent(database.orm, begun.run);
    throw error;
  }
}
