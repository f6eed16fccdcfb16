import type { IncomingMessage } from 'node:http';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A request whose body was read and whose route was found, with the claims of its caller. */
export interface MatchedRequest {
  readonly route: RouteDeclaration;
  /** The method of the request, which is HEAD or the method of the route. */
  readonly method: string;
  /** Path parameters, percent-encoded as API Gateway passes them. */
  readonly params: Readonly<Record<string, string>>;
  readonly rawPath: string;
  readonly search: URLSearchParams;
  /** Alternating names and values, as in Node's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly stage: string;
  readonly receivedAt: Date;
  /** Claims of a verified access token. */
  readonly claims?: Readonly<Record<string, string>> | undefined;
  /** Id of the API key that the gateway checked, on a metered route. */
  readonly apiKeyId?: string | undefined;
}

/** Values by name. The caller chooses the names, which may be `constructor` or `__proto__`. */
export const grouped = (pairs: Iterable<readonly [string, string]>): Record<string, string[]> =>
  Object.fromEntries(
    [...Map.groupBy(pairs, ([name]) => name)].map(([name, same]) => [name, same.map(([, value]) => value)]),
  );

const lastOf = (multi: Readonly<Record<string, readonly string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']));

export const headerPairs = (rawHeaders: readonly string[]): readonly (readonly [string, string])[] =>
  rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : []));

const orNull = <Value extends object>(value: Value): Value | null => (Object.keys(value).length === 0 ? null : value);

/** A UTF-8 body stays text. Any other body is encoded in base64, so that no byte is lost. */
function bodyOf(body: Buffer): Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'> {
  if (body.byteLength === 0) return { body: null, isBase64Encoded: false };
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body)
    ? { body: text, isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

const NO_IDENTITY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
} as const;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `31/Jan/2026:12:00:00 +0000`, the time format of access logs. */
const commonLogTime = (at: Date): string =>
  `${String(at.getUTCDate()).padStart(2, '0')}/${MONTHS[at.getUTCMonth()] ?? ''}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000`;

/** The event of an API Gateway REST API with Lambda proxy integration. */
export function proxyEvent(request: MatchedRequest): APIGatewayProxyEvent {
  const { route, method, requestId, stage, receivedAt } = request;
  const multiValueHeaders = grouped(headerPairs(request.rawHeaders));
  const multiValueQuery = grouped(request.search);
  const headers = lastOf(multiValueHeaders);
  const host = headers['Host'] ?? headers['host'] ?? 'localhost';
  const userAgent = headers['User-Agent'] ?? headers['user-agent'] ?? null;
  return {
    resource: route.path,
    path: request.rawPath,
    httpMethod: method,
    headers,
    multiValueHeaders,
    queryStringParameters: orNull(lastOf(multiValueQuery)),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: orNull({ ...request.params }),
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: request.claims === undefined ? null : { claims: { ...request.claims } },
      domainName: host.split(':')[0] ?? host,
      domainPrefix: 'local',
      extendedRequestId: requestId,
      httpMethod: method,
      identity: { ...NO_IDENTITY, apiKeyId: request.apiKeyId ?? null, sourceIp: request.sourceIp, userAgent },
      path: `/${stage}${request.rawPath}`,
      protocol: 'HTTP/1.1',
      requestId,
      requestTime: commonLogTime(receivedAt),
      requestTimeEpoch: receivedAt.getTime(),
      resourceId: route.id,
      resourcePath: route.path,
      stage,
    },
    ...bodyOf(request.body),
  };
}

/** Reads the body of a request. Stops reading and returns `undefined` if the body is longer than the limit. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
