import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { isProblemCode } from '@pos/contract/problem.ts';
import * as z from 'zod';
import { UnexpectedAnswerError } from './errors.ts';
import type { Refusal } from './refusal.ts';

const FieldError = z.object({
  in: z.enum(['path', 'query', 'headers', 'body']),
  pointer: z.string(),
  code: z.string().optional(),
  detail: z.string(),
});

const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    code: z.string(),
    cure: z.string(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(FieldError).optional(),
  })
  .catchall(z.json());

export type Answer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly value: unknown;
      readonly headers: Headers;
      readonly requestId: string | undefined;
    }
  | { readonly ok: false; readonly error: Refusal };

const requestIdOf = (response: Response): string | undefined => response.headers.get('x-request-id') ?? undefined;

const excerpt = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Decodes a response by the contract. Throws {@link UnexpectedAnswerError} for a response that is neither a success nor
 * a problem of the contract.
 */
export function readAnswer(route: RouteDeclaration, response: Response, text: string): Answer {
  const { status, headers } = response;
  const requestId = requestIdOf(response);
  const schema = route.responses[status];
  if (schema === undefined) return { ok: false, error: readRefusal(response, text) };
  if (isRawResponse(schema)) return { ok: true, status, value: text, headers, requestId };
  const parsed = schema.safeParse(json(text));
  if (parsed.success) return { ok: true, status, value: parsed.data, headers, requestId };
  throw new UnexpectedAnswerError(
    `The answer of ${route.id} does not fit the contract: ${z.prettifyError(parsed.error)}`,
    { status, requestId, cause: parsed.error },
  );
}

/** Decodes a refusal (RFC 9457), including the values of its headers. */
export function readRefusal(response: Response, text: string): Refusal {
  const requestId = requestIdOf(response);
  const parsed = ProblemBody.safeParse(json(text));
  const code = parsed.data?.code;
  if (!parsed.success || !isProblemCode(code)) {
    throw new UnexpectedAnswerError(`The answer is not a problem that this client knows: ${excerpt(text)}`, {
      status: response.status,
      requestId,
    });
  }
  const {
    type: _type,
    instance: _instance,
    title,
    status,
    code: _code,
    cure,
    detail,
    errors,
    ...extensions
  } = parsed.data;
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    code,
    status,
    title,
    cure,
    detail,
    errors,
    retryAfterSeconds: Number.isFinite(wait) ? wait : undefined,
    requestId,
    extensions: extensions as Record<string, Json>,
  };
}
