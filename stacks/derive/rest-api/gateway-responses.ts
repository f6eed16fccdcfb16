import { corsHeaders } from '@pos/contract/cors.ts';
import { problemDocument, problemLink, type Problem } from '@pos/contract/problem.ts';

/** Largest request body that API Gateway accepts, in bytes. */
export const mostBodyBytes = 10_485_760;

/** A problem that API Gateway or WAF returns itself. `headers` are sent in addition to the headers of every refusal. */
export type Refusal = Problem & { readonly headers?: Readonly<Record<string, string>> };

const bearer = { 'www-authenticate': 'Bearer' };

/**
 * Problem documents for the refusals of API Gateway itself, by response type. API Gateway cannot tell a missing token
 * from an invalid one, nor which field of a body is wrong.
 */
const refusals: Readonly<Record<string, Refusal>> = {
  ACCESS_DENIED: { code: 'scope-missing' },
  API_CONFIGURATION_ERROR: { code: 'internal-error' },
  AUTHORIZER_CONFIGURATION_ERROR: { code: 'internal-error' },
  AUTHORIZER_FAILURE: { code: 'upstream-unavailable', extensions: { service: 'authorizer' }, retryAfterSeconds: 2 },
  BAD_REQUEST_BODY: {
    code: 'request-invalid',
    errors: [
      {
        in: 'body',
        pointer: '',
        code: 'invalid',
        detail: 'A required field is missing, or a field has another type, length or pattern than the schema says.',
      },
    ],
  },
  BAD_REQUEST_PARAMETERS: { code: 'request-invalid', detail: '$context.error.message' },
  DEFAULT_4XX: { code: 'request-malformed' },
  DEFAULT_5XX: { code: 'internal-error' },
  EXPIRED_TOKEN: { code: 'token-invalid', headers: bearer },
  INTEGRATION_FAILURE: { code: 'upstream-unavailable', extensions: { service: 'integration' }, retryAfterSeconds: 2 },
  INTEGRATION_TIMEOUT: { code: 'time-ran-out', retryAfterSeconds: 2 },
  INVALID_API_KEY: { code: 'api-key-invalid' },
  INVALID_SIGNATURE: { code: 'token-invalid', headers: bearer },
  // API Gateway uses this type for an unknown path.
  MISSING_AUTHENTICATION_TOKEN: { code: 'route-unknown' },
  QUOTA_EXCEEDED: { code: 'rate-limited', retryAfterSeconds: 60 },
  REQUEST_TOO_LARGE: { code: 'request-too-large', detail: `The gateway takes ${mostBodyBytes} bytes.` },
  RESOURCE_NOT_FOUND: { code: 'route-unknown' },
  THROTTLED: { code: 'rate-limited', retryAfterSeconds: 1 },
  UNAUTHORIZED: {
    code: 'token-missing',
    detail:
      'The access token is missing, expired, malformed or from another issuer, or it lacks the scope of this route.',
    headers: bearer,
  },
  UNSUPPORTED_MEDIA_TYPE: { code: 'media-type-unsupported' },
  WAF_FILTERED: { code: 'request-blocked' },
};

/** Headers of a refusal, without its request id and content type. */
export const refusalHeaders = (
  { code, retryAfterSeconds, headers = {} }: Refusal,
  publicUrl: string,
): Record<string, string> => ({
  ...corsHeaders(),
  'cache-control': 'no-store',
  link: problemLink(code, publicUrl),
  ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  ...headers,
});

/** Response headers in the mapping syntax of API Gateway: literal values in quotes, and the id of the request. */
export const mappedHeaders = (
  place: 'gatewayresponse' | 'method.response',
  headers: Readonly<Record<string, string>>,
): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${place}.header.${name}`, `'${value}'`])),
  [`${place}.header.x-request-id`]: 'context.requestId',
});

/** The problem document of a refusal. API Gateway fills in the id of the request. */
export const refusalDocument = (refusal: Refusal) => problemDocument(refusal, 'urn:request:$context.requestId');

/**
 * The `x-amazon-apigateway-gateway-responses` of the API: an RFC 9457 document for every refusal, readable across
 * origins.
 */
export function gatewayResponses(publicUrl: string): Record<string, object> {
  return Object.fromEntries(
    Object.entries(refusals).map(([type, refusal]) => {
      const document = refusalDocument(refusal);
      // `$context.error.message` is not quoted, or contains quotes. `messageString` is the same text as a JSON string.
      const text = JSON.stringify(document).replace('"$context.error.message"', '$context.error.messageString');
      const responseParameters = mappedHeaders('gatewayresponse', refusalHeaders(refusal, publicUrl));
      return [
        type,
        { statusCode: document.status, responseParameters, responseTemplates: { 'application/problem+json': text } },
      ];
    }),
  );
}
