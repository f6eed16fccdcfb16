import type { Deprecation } from '../hooks.ts';
import { hasRelation, readLinks } from './read-links.ts';

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

/** The fragment of an address, decoded where it can be. */
function fragmentOf(address: string): string | undefined {
  const [, fragment] = address.split('#');
  try {
    return fragment === undefined ? undefined : decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The deprecations that the response to a call announces, one for each deprecated name that the request used. */
export function readDeprecations(method: string, headers: Headers): readonly Deprecation[] {
  const told = headers.get('deprecation')?.trim();
  if (told === undefined || told === '' || told === '?0' || told === 'false') return [];
  const seconds = /^@(-?\d{1,12})$/.exec(told)?.[1];
  const links = readLinks(headers.get('link'));
  const common = {
    method,
    since: seconds === undefined ? undefined : new Date(Number(seconds) * 1_000),
    sunset: dateOf(headers.get('sunset')),
    successor: links.find((link) => hasRelation(link, 'successor-version'))?.target,
  };
  const pages = links.filter((link) => hasRelation(link, 'deprecation'));
  if (pages.length === 0) return [{ ...common, name: method, notice: undefined, page: undefined }];
  return pages.map(({ target, parameters: { title } }) => ({
    ...common,
    name: fragmentOf(target) ?? method,
    notice: title,
    page: target,
  }));
}
