import { createHash } from 'node:crypto';
import { keepsIdempotencyKeys, type RouteDeclaration } from '@pos/contract/route.ts';
import { DEFAULT_RUNTIME } from '@pos/contract/runtime.ts';
import type { Database } from '@pos/database/database.ts';
import { abandonIdempotent, beginIdempotent, finishIdempotent } from '@pos/database/idempotency.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { RefusedRequest } from './problem-of.ts';
import { lowerCaseHeaders } from './read-request.ts';
import type { HttpResponse } from './response.ts';

interface Attempt {
  readonly route: RouteDeclaration;
  readonly dependencies: object;
  readonly owner: string;
  readonly key: string | undefined;
  readonly event: APIGatewayProxyEvent;
}

const KEY = /^[\x21-\x7e]{8,128}$/;

const databaseOf = (dependencies: object): Database | undefined =>
  'database' in dependencies ? (dependencies.database as Database) : undefined;

/** Hash of method, path, query, body and If-Match. Two requests with equal hashes count as the same request. */
export const requestHash = (event: APIGatewayProxyEvent): string => {
  const precondition = lowerCaseHeaders(event)['if-match'] ?? null;
  const parts = [event.httpMethod, event.path, event.queryStringParameters ?? {}, event.body ?? '', precondition];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
};

/** Lease of a run in milliseconds: the function's timeout plus 5 s. After the lease a repetition may run. */
const leaseMs = ({ runtime = DEFAULT_RUNTIME }: RouteDeclaration): number => (runtime.timeoutSeconds + 5) * 1_000;

/**
 * Runs a write once for each `Idempotency-Key` of a caller and route. Repetitions get the first response, marked
 * `Idempotent-Replayed: true`. Responses with a status of 500 or above are not stored, so a repetition runs again.
 */
export async function idempotently(attempt: Attempt, run: () => Promise<HttpResponse>): Promise<HttpResponse> {
  const database = databaseOf(attempt.dependencies);
  if (attempt.key === undefined || !keepsIdempotencyKeys(attempt.route) || database === undefined) return run();
  if (!KEY.test(attempt.key)) {
    const detail = 'expected 8 to 128 visible ASCII characters';
    throw new RefusedRequest({
      code: 'request-invalid',
      errors: [{ in: 'headers', pointer: '/idempotency-key', detail }],
    });
  }
  const claim = {
    owner: `${attempt.route.id}:${attempt.owner}`,
    key: attempt.key,
    requestHash: requestHash(attempt.event),
  };
  const begun = await beginIdempotent<HttpResponse>(database.orm, claim, { leaseMs: leaseMs(attempt.route) });
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
