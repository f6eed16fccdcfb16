import type { Json } from '@pos/vocabulary/json.ts';
import { parseJson, requestIdOf, type Answer } from './answer.ts';
import { retryAfterSeconds } from './domain/read-headers.ts';
import type { RefusedField, Refusal } from './refusal.ts';

type JsonObject = Readonly<Record<string, Json>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** Cures for answers without one, which do not come from the registry itself. */
function cureOf(status: number): string {
  if (status === 429) return 'Wait, then repeat the request.';
  if (status === 401 || status === 403) return 'Check the credentials of the client and the scope of its token.';
  if (status >= 500) return 'Repeat the request later.';
  return 'A server in front of the registry gave this answer: check baseUrl, or ask the operator of the registry.';
}

const isRefusedField = (value: Json): boolean =>
  isObject(value) && textOf(value['pointer']) !== undefined && textOf(value['detail']) !== undefined;

function faultsIn(errors: Json | undefined): readonly RefusedField[] | undefined {
  if (!Array.isArray(errors)) return undefined;
  return (errors as readonly Json[]).filter(isRefusedField) as unknown as readonly RefusedField[];
}

function excerpt(text: string): string | undefined {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line === '' ? undefined : line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/**
 * Reads an answer with a status from 400 on. A problem document (RFC 9457) is a refusal with any code. Another body,
 * such as a page of a load balancer or the message of a gateway, is a refusal below 500 and an outage from 500 on.
 */
export function readRefusal(response: Response, text: string, now: Date): Extract<Answer, { ok: false }> {
  const { status, statusText, headers } = response;
  const body = parseJson(text);
  const document: JsonObject = isObject(body) ? body : {};
  const { type: _, status: __, instance: ___, title, code, cure, detail, errors, ...extensions } = document;
  const isProblem = textOf(code) !== undefined || textOf(title) !== undefined;
  const error: Refusal = {
    code: textOf(code) ?? `http-${status}`,
    status,
    title: textOf(title) ?? textOf(document['message']) ?? (statusText === '' ? `Status ${status}` : statusText),
    cure: textOf(cure) ?? cureOf(status),
    detail: textOf(detail) ?? (isProblem ? undefined : excerpt(text)),
    errors: faultsIn(errors),
    retryAfterSeconds: retryAfterSeconds(headers, now),
    requestId: requestIdOf(response),
    extensions,
  };
  return { ok: false, error, outage: !isProblem && status >= 500 };
}
