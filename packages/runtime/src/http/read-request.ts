import type { RouteDeclaration } from '@pos/contract/route.ts';
import { DEFAULT_BODY_LIMIT_BYTES } from '@pos/contract/route.ts';
import type { Problem } from '@pos/contract/problem.ts';
import type { FieldError } from '@pos/vocabulary/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import { jsonFault } from './json-fault.ts';

/** The parts of a request as their schemas decode them. A part that the route does not declare is `undefined`. */
export interface RequestParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

type Part = FieldError['in'];

const escapePointer = (key: PropertyKey): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

const fieldErrors = (part: Part, error: z.ZodError): FieldError[] =>
  error.issues.flatMap((issue) => {
    const path = issue.path.map(escapePointer);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        in: part,
        pointer: `/${[...path, escapePointer(key)].join('/')}`,
        detail: 'This field does not exist.',
      }));
    }
    return [{ in: part, pointer: path.length === 0 ? '' : `/${path.join('/')}`, detail: issue.message }];
  });

/** Headers by lower-case name, because gateways differ in the letter case of header names. */
export const lowerCaseHeaders = (event: APIGatewayProxyEvent): Record<string, string> =>
  Object.fromEntries(
    Object.entries(event.headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );

function readJson(
  route: RouteDeclaration,
  event: APIGatewayProxyEvent,
  contentType: string | undefined,
): Result<unknown, Problem> {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const limit = route.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES;
  if (raw.byteLength > limit) {
    return err({
      code: 'request-too-large',
      detail: `The body has ${raw.byteLength} bytes and the limit of this route is ${limit}.`,
    });
  }
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    return err({ code: 'media-type-unsupported', detail: `Content-Type is ${mediaType ?? 'missing'}.` });
  }
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as unknown);
  } catch (error) {
    return err({ code: 'request-malformed', detail: error instanceof Error ? error.message : 'The body is not JSON.' });
  }
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
            pointer: `/${escapePointer(name)}`,
            detail: `It is given ${values.length} times. Give it once.`,
          },
        ]
      : [],
  );

/** Parses a request by the route's schemas. A refusal lists every invalid field. */
export function readRequest(route: RouteDeclaration, event: APIGatewayProxyEvent): Result<RequestParts, Problem> {
  const headers = lowerCaseHeaders(event);
  const params = decodePathParameters(event);
  if (!params.ok) return params;
  const json = route.body === undefined ? ok(undefined) : readJson(route, event, headers['content-type']);
  if (!json.ok) return json;
  const sources: readonly [Part, z.ZodType | undefined, unknown][] = [
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
  const errors = route.query === undefined ? [] : repeatedNames(event);
  const values = sources.map(([part, schema, value]) => {
    if (schema === undefined) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    errors.push(...fieldErrors(part, parsed.error));
    return undefined;
  });
  if (errors.length > 0) return err({ code: 'request-invalid', errors });
  const [path, query, header, body] = values;
  return ok({ params: path, query, headers: header, body });
}
