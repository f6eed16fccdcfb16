import type { ProblemKind } from '@pos/vocabulary/problem.ts';

/** Refusals that several slices, or the request middleware itself, answer with. */
export const SHARED_PROBLEMS = {
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
