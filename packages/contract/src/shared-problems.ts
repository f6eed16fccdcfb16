import type { ProblemKind } from '@pos/vocabulary/problem.ts';

/** Problems that several slices or the request middleware return. */
export const SHARED_PROBLEMS = {
  'request-malformed': {
    status: 400,
    since: '2026-11-23',
    title: 'The request could not be read',
    cure: 'Send a body that is valid JSON in UTF-8.',
  },
  'request-invalid': {
    status: 400,
    since: '2026-11-23',
    title: 'The request does not fit the schema',
    cure: 'Correct the fields listed under "errors". /openapi.json has the schema of every route.',
  },
  'request-too-large': {
    status: 413,
    since: '2026-11-23',
    title: 'The request body is too large',
    cure: 'Send a smaller body. The detail names the limit.',
  },
  'media-type-unsupported': {
    status: 415,
    since: '2026-11-23',
    title: 'The media type is not supported',
    cure: 'Send the Content-Type that the detail names. It is application/json on most routes.',
  },
  'token-missing': {
    status: 401,
    since: '2026-11-23',
    title: 'The request has no bearer token',
    cure: 'Get an access token from the token endpoint by client credentials and send it as Authorization: Bearer <token>.',
  },
  'token-invalid': {
    status: 401,
    since: '2026-11-23',
    title: 'The bearer token is not valid',
    cure: 'Get a new access token from the token endpoint. This one has expired, is damaged or was issued elsewhere.',
  },
  'scope-missing': {
    status: 403,
    since: '2026-11-23',
    title: 'The token lacks a scope',
    cure: 'Request a token with the scope that the detail names.',
  },
  'route-unknown': {
    status: 404,
    since: '2026-11-23',
    title: 'There is no such route',
    cure: 'Check the path and the method. /openapi.json lists all routes.',
  },
  'method-not-allowed': {
    status: 405,
    since: '2026-11-23',
    title: 'The route does not support this method',
    cure: 'Use one of the methods that the Allow header lists.',
  },
  'rate-limited': {
    status: 429,
    since: '2026-11-23',
    title: 'Too many requests',
    cure: 'Wait for the number of seconds in the Retry-After header, then repeat the request.',
  },
  'request-blocked': {
    status: 403,
    since: '2026-11-23',
    title: 'The firewall refused the request',
    cure: 'Remove content that resembles an attack, such as SQL or script in a field. If there is none, report the problem and quote "instance".',
  },
  'api-key-invalid': {
    status: 403,
    since: '2026-11-23',
    title: 'The API key is missing or not valid',
    cure: 'Send the API key that the operator of the registry gave you in the X-Api-Key header.',
  },
  'precondition-failed': {
    status: 412,
    since: '2026-12-01',
    title: 'The condition of the request does not hold',
    cure: 'Read the resource, then repeat the request without the header that the detail names, or with a condition that holds.',
  },
  'idempotency-key-reused': {
    status: 409,
    since: '2026-11-23',
    title: 'The idempotency key belongs to another request',
    cure: 'Use a new Idempotency-Key for each new request. Repeat a key only with an identical request.',
  },
  'idempotency-in-progress': {
    status: 409,
    since: '2026-11-23',
    title: 'The first request with this idempotency key is still running',
    cure: 'Repeat the request after the number of seconds in the Retry-After header.',
  },
  'challenge-unknown': {
    status: 409,
    since: '2026-11-23',
    title: 'The challenge is unknown, used or expired',
    cure: 'Get a new challenge from POST /challenges. A challenge is valid for a few minutes, for one DID and one purpose, and for one request unless the description of the route says otherwise. The same request may be repeated.',
  },
  'proof-of-control-invalid': {
    status: 403,
    since: '2026-11-23',
    title: 'The control proof is not valid',
    cure: 'Sign the exact message of the challenge with a key of the DID and send the signature.',
  },
  'did-unresolvable': {
    status: 422,
    since: '2026-11-23',
    title: 'The DID cannot be resolved',
    cure: 'Correct the DID document as the detail says, then repeat the request.',
  },
  'agent-unknown': {
    status: 404,
    since: '2026-11-23',
    title: 'There is no such agent',
    cure: 'Check the DID, which must be URL-encoded in a path, or register the agent with POST /agents.',
  },
  'upstream-unavailable': {
    status: 503,
    since: '2026-11-23',
    title: 'A service that the registry depends on is unavailable',
    cure: 'Repeat the request after the number of seconds in the Retry-After header. No data was lost.',
  },
  'time-ran-out': {
    status: 504,
    since: '2026-11-23',
    title: 'The request took too long',
    cure: 'Repeat the request. Send a write with the same Idempotency-Key or the same control proof, so that it has one effect.',
  },
  'internal-error': {
    status: 500,
    since: '2026-11-23',
    title: 'The registry failed to process the request',
    cure: 'Repeat the request later. To report the problem, quote "instance".',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
