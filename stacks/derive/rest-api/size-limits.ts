import { DEFAULT_BODY_LIMIT_BYTES } from '@pos/contract/route.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';

/** Bytes of a body that WAF inspects. The default limit of the contract is the same. */
export const inspectedBytes = 65_536;

/** Paths with the same body limit. The limit of a path is the largest among its methods. */
export type SizeLimit = { readonly bytes: number; readonly paths: readonly string[] };

/** The limits that differ from the default of the contract, smallest first. */
export function sizeLimits(routes: readonly RouteDeclaration[]): readonly SizeLimit[] {
  const withBody = routes.filter(({ body }) => body !== undefined);
  const byPath = Map.groupBy(withBody, ({ path }) => path);
  const limits = [...byPath].map(([path, of]) => ({
    path,
    bytes: Math.max(...of.map(({ bodyLimitBytes = DEFAULT_BODY_LIMIT_BYTES }) => bodyLimitBytes)),
  }));
  const special = Map.groupBy(
    limits.filter(({ bytes }) => bytes !== DEFAULT_BODY_LIMIT_BYTES),
    ({ bytes }) => bytes,
  );
  return [...special]
    .map(([bytes, of]) => ({ bytes, paths: of.map(({ path }) => path).sort() }))
    .sort((a, b) => a.bytes - b.bytes);
}

/** Longest regular expression that WAF accepts, in characters. */
const mostPattern = 512;

const escaped = (text: string): string => text.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);

/** Regular expressions that together match exactly the given path templates. */
export function pathPatterns(templates: readonly string[]): readonly string[] {
  const alternatives = templates.map((template) => escaped(template).replaceAll(/\{[^}]+\}/g, '[^/]+'));
  const groups: string[][] = [];
  for (const alternative of alternatives) {
    const last = groups.at(-1);
    if (last && patternOf([...last, alternative]).length <= mostPattern) last.push(alternative);
    else groups.push([alternative]);
  }
  return groups.map(patternOf);
}

const patternOf = (alternatives: readonly string[]): string => `^(?:${alternatives.join('|')})$`;

/** A regular expression that matches decimal numbers greater than `limit`. */
export function greaterThanPattern(limit: number): string {
  const digits = String(limit);
  const atDigit = digits
    .split('')
    .flatMap((digit, index) =>
      digit === '9' ? [] : [`${digits.slice(0, index)}${above(Number(digit))}${rest(digits.length - index - 1)}`],
    );
  return `^0*(?:${[...atDigit, `[1-9][0-9]{${digits.length},}`].join('|')})$`;
}

const above = (digit: number): string => (digit === 8 ? '9' : `[${digit + 1}-9]`);

const rest = (count: number): string => (count === 0 ? '' : `[0-9]{${count}}`);
