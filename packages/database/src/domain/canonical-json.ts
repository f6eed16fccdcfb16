import type { Json } from '@pos/vocabulary/json.ts';

/**
 * The canonical text of a JSON value by RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units,
 * no spaces, numbers and strings as ECMAScript writes them. Throws for a value that JSON cannot write or that
 * PostgreSQL's jsonb does not preserve: NaN, infinities, lone surrogates, U+0000.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return text(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  // Without a comparator `sort` orders by UTF-16 code units.
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${text(name)}:${canonicalJson(value[name] as Json)}`).join(',')}}`;
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written as JSON.`);
  return JSON.stringify(value);
}

/** Matches text that JSON writes without escapes. Nearly every text matches, which saves three passes over it. */
const PLAIN = /^[ !#-[\]-~]*$/;

function text(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed() || value.includes('\0'))
    throw new TypeError('A string with a lone surrogate or U+0000 cannot be stored.');
  return JSON.stringify(value);
}
