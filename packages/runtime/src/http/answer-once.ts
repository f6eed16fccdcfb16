import type { ReplyOf, SuccessOf } from '@pos/contract/reply.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ControlProof } from '@pos/contract/schemas/control-proof.ts';
import { lockAnswer, readAnswer, saveAnswer } from '@pos/database/challenges.ts';
import type { Database, Transaction } from '@pos/database/database.ts';
import * as z from 'zod';
import { successResponse, type HttpResponse } from './response.ts';
import { openAnswer, sealAnswer } from './sealed-answer.ts';

/** A request whose challenge was consumed by `proveControl`. */
export interface ProvedRequest {
  readonly proof: z.output<typeof ControlProof>;
  readonly requestHash: string;
}

const StoredReply = z.object({
  status: z.number(),
  body: z.unknown(),
  headers: z.record(z.string(), z.string()),
});
type StoredReply = z.output<typeof StoredReply>;

const REPLAYED = { 'idempotent-replayed': 'true' } as const;

const keyOf = ({ proof, requestHash }: ProvedRequest) => ({ challengeId: proof.challengeId, requestHash });

const schemaOf = (route: RouteDeclaration, status: number): z.ZodType => {
  const schema = route.responses[status];
  if (schema === undefined || isRawResponse(schema))
    throw new Error(`Route ${route.id} uses a challenge and declares no JSON response of status ${status}.`);
  return schema;
};

/** Rolls the transaction of a refused request back. */
class Refused extends Error {
  readonly refusal: unknown;

  constructor(refusal: unknown) {
    super('The request was refused.');
    this.refusal = refusal;
  }
}

/**
 * Runs the effect of a request that uses a challenge, and stores its reply in the same transaction. A repetition of the
 * request gets the stored reply. A refusal rolls back and is not stored, so the same request may succeed later.
 */
export async function answerOnce<const R extends RouteDeclaration>(
  route: R,
  database: Database,
  request: ProvedRequest,
  effect: (tx: Transaction) => Promise<ReplyOf<R>>,
): Promise<ReplyOf<R>> {
  const key = keyOf(request);
  try {
    return await database.transaction(async (tx) => {
      const stored = await lockAnswer(tx, key);
      if (stored !== undefined) return replayed(route, readReply(request, stored));
      const reply = await effect(tx);
      if (reply.kind === 'refusal') throw new Refused(reply);
      const { status, headers } = reply;
      const body = z.encode(schemaOf(route, status), reply.body);
      await saveAnswer(tx, key, sealAnswer(request.proof, JSON.stringify({ status, body, headers })));
      return reply;
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal as ReplyOf<R>;
    throw error;
  }
}

const readReply = ({ proof }: ProvedRequest, stored: Uint8Array): StoredReply =>
  StoredReply.parse(JSON.parse(openAnswer(proof, stored)));

const replayed = <R extends RouteDeclaration>(route: R, { status, body, headers }: StoredReply): SuccessOf<R> =>
  ({
    kind: 'reply',
    status,
    body: z.decode(schemaOf(route, status), body),
    headers: { ...headers, ...REPLAYED },
  }) as unknown as SuccessOf<R>;

interface Attempt {
  readonly route: RouteDeclaration;
  readonly dependencies: object;
  readonly body: unknown;
  readonly requestHash: string;
}

/**
 * Answers a repeated request of a route that uses a challenge with the first answer. The handler is not called, because
 * its checks may refuse the state that the first request left, such as a DID that is registered already.
 */
export async function withFirstAnswer(attempt: Attempt, run: () => Promise<HttpResponse>): Promise<HttpResponse> {
  const { route, dependencies, body, requestHash } = attempt;
  if (route.challenge === undefined || !('database' in dependencies)) return run();
  const database = dependencies.database as Database;
  const proof = z.object({ proof: ControlProof.loose() }).parse(body).proof;
  const request = { proof, requestHash };
  const first = async (): Promise<HttpResponse | undefined> => {
    const stored = await readAnswer(database.orm, keyOf(request));
    return stored && successResponse(route, replayed(route, readReply(request, stored)));
  };
  const before = await first();
  if (before !== undefined) return before;
  const response = await run();
  // A concurrent repetition may have been answered while this one ran.
  return response.statusCode < 400 ? response : ((await first()) ?? response);
}
