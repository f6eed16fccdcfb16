import type { Refused, Success } from './result.ts';

/**
 * The result of a call without the types of a particular route. `outage` is true where a server in front of the
 * registry answered, and not the registry.
 */
export type Answer = Success<number, unknown> | (Refused & { readonly outage: boolean });

export const requestIdOf = ({ headers }: Pick<Response, 'headers'>): string | undefined =>
  headers.get('x-request-id') ?? undefined;

/** The parsed text, or `undefined` if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
