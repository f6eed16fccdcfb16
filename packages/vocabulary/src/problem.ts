import type { Json } from './json.ts';

/** One kind of refusal: its HTTP status, what it is called, and what mends it. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What the caller does about it; shown with every occurrence and at `/problems/{code}`. */
  readonly cure: string;
}

/**
 * Every refusal the registry answers with, by stable code. RFC 9457 documents are made from this and nothing else.
 */
export const PROBLEMS = {
  'request-malformed': {
    status: 400,
    title: 'The request could not be read',
    cure: 'Send a body that is valid JSON in UTF-8 with Content-Type: application/json.',
  },
  'request-invalid': {
    status: 400,
    title: 'The request does not fit the schema',
    cure: 'Correct the fields listed under "errors"; /openapi.json has the schema of every route.',
  },
  'request-too-large': {
    status: 413,
    title: 'The request body is too large',
    cure: 'Send less: the limit is in the detail.',
  },
  'media-type-unsupported': {
    status: 415,
    title: 'The media type is not supported',
    cure: 'Send Content-Type: application/json.',
  },
  'token-missing': {
    status: 401,
    title: 'A bearer token is needed',
    cure: 'Get an access token by client credentials at the token endpoint and send it as Authorization: Bearer <token>.',
  },
  'token-invalid': {
    status: 401,
    title: 'The bearer token is not valid',
    cure: 'Get a new access token: this one is expired, foreign or damaged.',
  },
  'scope-missing': {
    status: 403,
    title: 'The token lacks a scope',
    cure: 'Ask for a token with the scope named in the detail.',
  },
  'route-unknown': {
    status: 404,
    title: 'There is no such route',
    cure: 'See /openapi.json for the routes there are.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The route does not take this method',
    cure: 'Use one of the methods named in the Allow header.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    cure: 'Wait for the seconds named in the Retry-After header.',
  },
  'request-blocked': {
    status: 403,
    title: 'The firewall refused the request',
    cure: 'Leave out what looks like an attack, such as SQL or script in a field; quote "instance" when you think it was none.',
  },
  'api-key-invalid': {
    status: 403,
    title: 'The API key is missing or not valid',
    cure: 'Send the key that the registry gave you as X-Api-Key.',
  },
  'idempotency-key-reused': {
    status: 409,
    title: 'The idempotency key belongs to another request',
    cure: 'Use a new Idempotency-Key for a new request; repeat the same key only with the very same request.',
  },
  'idempotency-in-progress': {
    status: 409,
    title: 'The first request with this idempotency key is still running',
    cure: 'Repeat the request after the seconds named in the Retry-After header.',
  },
  'challenge-unknown': {
    status: 409,
    title: 'The challenge is not open',
    cure: 'Get a new challenge at POST /challenges: each serves once, for a few minutes, for one DID and one purpose.',
  },
  'proof-of-control-invalid': {
    status: 403,
    title: 'Control of the DID was not proved',
    cure: 'Sign exactly the message of the challenge with a key of the DID and send the signature.',
  },
  'did-unresolvable': {
    status: 422,
    title: 'The DID does not resolve',
    cure: 'See the detail for what is missing in its document, mend it and repeat.',
  },
  'agent-unknown': {
    status: 404,
    title: 'There is no such agent',
    cure: 'Check the DID, URL-encoded in paths, or register it at POST /register-agent.',
  },
  'agent-exists': {
    status: 409,
    title: 'The agent is registered already',
    cure: 'Change it with PUT /agents/{did}/capabilities.',
  },
  'history-empty': {
    status: 409,
    title: 'There is no work to tell of yet',
    cure: 'Ask again once the agent was paid for a job and its receipt is written, which takes a few seconds.',
  },
  'credential-unknown': {
    status: 404,
    title: 'There is no such credential',
    cure: 'Check the credential id and the DID: credentials are found under the agent that they are about.',
  },
  'history-not-anchored': {
    status: 404,
    title: 'No anchor holds a history of the agent yet',
    cure: 'Ask again after the next anchor: GET /agents/{did}/history says what waits for it.',
  },
  'receipt-unknown': {
    status: 404,
    title: 'The anchored history has no such receipt',
    cure: 'Ask for sequence numbers up to lastSequence of the opened head.',
  },
  'revision-stale': {
    status: 412,
    title: 'The agent has changed meanwhile',
    cure: 'Read it again, apply the change to what is there now, and send its ETag as If-Match.',
  },
  'payout-account-unavailable': {
    status: 422,
    title: 'The payout account cannot take payments',
    cure: 'See the detail; name a Solana address whose token account can be created.',
  },
  'payment-invalid': {
    status: 400,
    title: 'The payment is not valid',
    cure: 'See "reason" for the x402 code; make a new payment that fits the requirements.',
  },
  'payment-replayed': {
    status: 409,
    title: 'The payment was used already',
    cure: 'Make a new payment: each settles once and serves once.',
  },
  'payment-identifier-conflict': {
    status: 409,
    title: 'The payment identifier belongs to another payment',
    cure: 'Use a new payment identifier for a new payment.',
  },
  'settlement-unknown': {
    status: 404,
    title: 'There is no such settlement',
    cure: 'Check the settlement id; a payment appears once it was sent to POST /x402/settle.',
  },
  'settlement-not-rateable': {
    status: 409,
    title: 'The settlement cannot be rated',
    cure: 'Rate a payment that is confirmed and went to a registered agent; ask again once it is.',
  },
  'rating-signature-invalid': {
    status: 403,
    title: 'The rating is not signed by the wallet that paid',
    cure: 'Sign exactly the message that the route describes with the key of the wallet that paid.',
  },
  'rating-expired': {
    status: 422,
    title: 'The rating is not valid at this time',
    cure: 'Sign it anew: issuedAt is now or shortly before, expiresAt at most a day later and not over.',
  },
  'rating-closed': {
    status: 409,
    title: 'The settlement can no longer be rated',
    cure: 'Rate within 30 days of the payment, and change a rating within a week of giving it.',
  },
  'rating-superseded': {
    status: 409,
    title: 'A later rating of this settlement stands',
    cure: 'Sign a rating with a later issuedAt.',
  },
  'rpc-method-refused': {
    status: 403,
    title: 'The JSON-RPC method is not on the allow-list',
    cure: 'Use one of the methods listed in the detail, or your own RPC node.',
  },
  'proof-malformed': {
    status: 400,
    title: 'The proof is not written as proofs are',
    cure: 'Send proof and publicSignals as snarkjs writes them: canonical decimals in range, exact lengths, z = 1. The detail names the place.',
  },
  'proof-point-invalid': {
    status: 422,
    title: 'A point of the proof is not on its curve',
    cure: 'Prove again: "point" and "reason" name what is wrong with what was sent.',
  },
  'proof-rejected': {
    status: 422,
    title: 'The proof does not hold',
    cure: 'Prove again with the artefacts whose hashes GET /zk/statements gives; a proof holds for its own public signals only.',
  },
  'proof-binding-mismatch': {
    status: 422,
    title: 'The proof is bound to another request',
    cure: 'Bind it to the registry that GET /zk/statements names and to the did, presenter and nonce that are sent with it.',
  },
  'proof-scope-stale': {
    status: 409,
    title: 'The proof is of another scope',
    cure: 'Take the current scope from GET /zk/statements and prove again.',
  },
  'proof-anchor-unknown': {
    status: 409,
    title: 'The proof opens an anchor that is not accepted',
    cure: 'Fetch the openings again, which lead to a recent anchor, and prove again; GET /zk/statements lists the accepted ones.',
  },
  'proof-scope-used': {
    status: 409,
    title: 'Another proof of this statement counts in this scope',
    cure: 'One proof counts for each agent, statement and scope: see GET /agents/{did}/proofs, or prove again once scopeEndsAt of GET /zk/statements is past.',
  },
  'statement-closed': {
    status: 501,
    title: 'The statement has no key that this stage may use',
    cure: 'Use a statement that GET /zk/statements shows as open; deployed stages open one once its key is of a ceremony.',
  },
  'feed-full': {
    status: 503,
    title: 'The feed has no place left',
    cure: 'Connect again after the seconds named in the Retry-After header; Last-Event-ID goes on where you were.',
  },
  'upstream-unavailable': {
    status: 503,
    title: 'A service behind the registry does not answer',
    cure: 'Repeat the request after the seconds named in the Retry-After header; nothing was lost.',
  },
  'time-ran-out': {
    status: 504,
    title: 'The request took too long',
    cure: 'Repeat it with the same Idempotency-Key: what was done is not done twice.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on our side',
    cure: 'Repeat the request later; quote "instance" when you report it.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;

export const isProblemCode = (value: unknown): value is ProblemCode =>
  typeof value === 'string' && Object.hasOwn(PROBLEMS, value);

/** One field that does not fit, as a JSON Pointer (RFC 6901) into the part of the request named by `in`. */
export interface FieldError {
  readonly in: 'path' | 'query' | 'headers' | 'body';
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal on its way to the caller. */
export interface Problem<Code extends ProblemCode = ProblemCode> {
  readonly code: Code;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Members beside the standard ones, such as `reason` or `settlementId`. */
  readonly extensions?: Readonly<Record<string, Json>>;
  readonly retryAfterSeconds?: number;
}

/** RFC 9457 `application/problem+json`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly cure: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
  readonly [extension: string]: Json | undefined | readonly FieldError[];
}

/** The document of a problem. `baseUrl` is where `/problems/{code}` is served, `instance` names the occurrence. */
export function problemDocument(problem: Problem, baseUrl: string, instance?: string): ProblemDocument {
  const { status, title, cure } = PROBLEMS[problem.code];
  return {
    ...problem.extensions,
    type: `${baseUrl}/problems/${problem.code}`,
    title,
    status,
    code: problem.code,
    cure,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(instance === undefined ? {} : { instance }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  };
}
