import type { Deprecation } from '../hooks.ts';

const dateOf = (text: string | null): Date | undefined => {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/**
 * Seconds to wait by `Retry-After`, which is a number of seconds or an HTTP date (RFC 9110, section 10.2.3). A date is
 * compared with the server's own clock where the response has a `Date`.
 */
export function retryAfterSeconds(headers: Headers, now: Date): number | undefined {
  const told = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(told)) return Number(told);
  const date = told === '' ? undefined : dateOf(told);
  if (date === undefined) return undefined;
  const sentAt = dateOf(headers.get('date')) ?? now;
  return Math.max(0, Math.ceil((date.getTime() - sentAt.getTime()) / 1_000));
}

/** Target of the first link of a relation (RFC 8288). */
function linkTo(header: string | null, relation: string): string | undefined {
  for (const [, target, parameters = ''] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    const relations = /\brel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    if ((relations?.[1] ?? relations?.[2] ?? '').split(/\s+/).includes(relation)) return target;
  }
  return undefined;
}

/** The deprecation that a response announces, or `undefined` if it announces none. */
export function readDeprecation(name: string, headers: Headers): Deprecation | undefined {
  const told = headers.get('deprecation')?.trim();
  if (told === undefined || told === '' || told === '?0' || told === 'false') return undefined;
  const seconds = /^@(-?\d{1,12})$/.exec(told)?.[1];
  return {
    name,
    since: seconds === undefined ? undefined : new Date(Number(seconds) * 1_000),
    sunset: dateOf(headers.get('sunset')),
    successor: linkTo(headers.get('link'), 'successor-version'),
  };
}
