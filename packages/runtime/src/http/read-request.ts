import {
  bodyTypeOf,
  DEFAULT_BODY_LIMIT_BYTES,
  keepsIdempotencyKeys,
  type RouteDeclaration,
} from '@pos/contract/route.ts';
import type { Problem } from '@pos/contract/problem.ts';
import type { FieldError } from '@pos/vocabulary/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import { parsePart, type RequestPart } from '../domain/field-errors.ts';
import { jsonFault } from './json-fault.ts';
import { numbersInOtherText } from '../domain/number-texts.ts';
import { pointerTo, quoted, sentAt } from '../domain/sent-value.ts';

/** The parts of a request as their schemas decode them. A part that the route does not declare is `undefined`. */
export interface RequestParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

/**
 * Headers by lower-case name, because gateways differ in the letter case of header names. The lines of a repeated header
 * form one list (RFC 9110, section 5.3).
 */
export function lowerCaseHeaders(event: APIGatewayProxyEvent): Record<string, string> {
  const single = Object.entries(event.headers ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), value] as const],
  );
  const repeated = Object.entries(event.multiValueHeaders ?? {}).flatMap(([name, values = []]) =>
    values.length > 1 ? [[name.toLowerCase(), values.join(', ')] as const] : [],
  );
  return Object.fromEntries([...single, ...repeated]);
}

/** The body as the caller sent it. */
export const bodyBytes = (event: APIGatewayProxyEvent): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/** The body as a JSON value. An error says what is wrong without quoting the body, which may hold a credential. */
export function jsonOf(event: APIGatewayProxyEvent): Result<unknown, string> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bodyBytes(event));
  } catch {
    return err('The body is not UTF-8.');
  }
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    if (text.trim() === '') return err('The body is empty.');
    return err(
      /end of JSON input/.test(String(error)) ? 'The body ends within its JSON value.' : 'The body is not JSON.',
    );
  }
}

/** The media type without parameters, in lower case. */
export const mediaTypeOf = (contentType: string | undefined): string | undefined =>
  contentType?.split(';')[0]?.trim().toLowerCase();

function readJson(
  route: RouteDeclaration,
  event: APIGatewayProxyEvent,
  contentType: string | undefined,
): Result<unknown, Problem> {
  const raw = bodyBytes(event);
  const limit = route.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES;
  if (raw.byteLength > limit) {
    return err({
      code: 'request-too-large',
      detail: `The body has ${raw.byteLength} bytes and the limit of this route is ${limit}.`,
    });
  }
  const mediaType = mediaTypeOf(contentType);
  if (mediaType !== bodyTypeOf(route)) {
    const detail = `Content-Type is ${mediaType || 'missing'}. This route takes ${bodyTypeOf(route)}.`;
    return err({ code: 'media-type-unsupported', detail });
  }
  const json = jsonOf(event);
  return json.ok ? json : err({ code: 'request-malformed', detail: json.error });
}

function decodePathParameters(event: APIGatewayProxyEvent): Result<Record<string, string>, Problem> {
  try {
    const entries = Object.entries(event.pathParameters ?? {});
    return ok(Object.fromEntries(entries.map(([name, value]) => [name, decodeURIComponent(value ?? '')])));
  } catch {
    return err({ code: 'request-malformed', detail: 'A path segment is not valid percent-encoding.' });
  }
}

/** Errors for repeated query names. A gateway forwards only the last value, and the caller may have meant another. */
const repeatedNames = (event: APIGatewayProxyEvent): FieldError[] =>
  Object.entries(event.multiValueQueryStringParameters ?? {}).flatMap(([name, values = []]) =>
    values.length > 1
      ? [
          {
            in: 'query' as const,
            pointer: pointerTo([name]),
            code: 'repeated' as const,
            detail: `It is given ${values.length} times. Give it once.`,
          },
        ]
      : [],
  );

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,128}$/;

function idempotencyKeyFaults(route: RouteDeclaration, headers: Readonly<Record<string, string>>): FieldError[] {
  const key = headers['idempotency-key'];
  if (key === undefined || !keepsIdempotencyKeys(route) || IDEMPOTENCY_KEY.test(key)) return [];
  const detail = 'Expected 8 to 128 visible ASCII characters.';
  return [{ in: 'headers', pointer: '/idempotency-key', code: 'format', detail }];
}

const numberFaults = (part: RequestPart, schema: z.ZodType, sent: unknown): readonly FieldError[] =>
  part !== 'path' && part !== 'query'
    ? []
    : numbersInOtherText(schema, sent).map((name) => {
        const value = quoted(sentAt(sent, [name], undefined)) ?? '';
        const detail = `Expected a number in decimal digits. The value is ${value}.`;
        return { in: part, pointer: pointerTo([name]), code: 'type', detail };
      });

/** Parses a request by the route's schemas. A refusal lists every invalid field. */
export function readRequest(route: RouteDeclaration, event: APIGatewayProxyEvent): Result<RequestParts, Problem> {
  const headers = lowerCaseHeaders(event);
  const params = decodePathParameters(event);
  if (!params.ok) return params;
  const json = route.body === undefined ? ok(undefined) : readJson(route, event, headers['content-type']);
  if (!json.ok) return json;
  const sources: readonly [RequestPart, z.ZodType | undefined, unknown][] = [
    ['path', route.params, params.value],
    ['query', route.query, event.queryStringParameters ?? {}],
    ['headers', route.headers, headers],
    ['body', route.body, json.value],
  ];
  const checked = sources.filter(
    ([part, schema]) => schema !== undefined && !(part === 'body' && route.takesAnyJson === true),
  );
  const fault = checked.map(([, , value]) => jsonFault(value)).find((each) => each !== undefined);
  if (fault !== undefined) return err({ code: 'request-malformed', detail: fault });
  const errors = [...(route.query === undefined ? [] : repeatedNames(event)), ...idempotencyKeyFaults(route, headers)];
  const values = sources.map(([part, schema, sent]) => {
    if (schema === undefined) return undefined;
    const parsed = parsePart(part, schema, sent);
    const numbers = numberFaults(part, schema, sent);
    if (parsed.ok && numbers.length === 0) return parsed.value;
    const found = new Set(numbers.map(({ pointer }) => pointer));
    errors.push(...numbers, ...(parsed.ok ? [] : parsed.error.filter(({ pointer }) => !found.has(pointer))));
    return undefined;
  });
  if (errors.length > 0) return err({ code: 'request-invalid', errors });
  const [path, query, header, body] = values;
  return ok({ params: path, query, headers: header, body });
}
