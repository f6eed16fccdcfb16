import type * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

/** Words for the types that an issue names as expected. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  date: 'a time',
  null: 'null',
};

/** Words for the formats that a schema names without a text of its own. */
const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time in UTC with milliseconds, such as 2026-01-31T12:00:00.000Z',
  date: 'a date such as 2026-01-31',
  uuid: 'a UUID',
  url: 'a URL that begins with https:// or http://',
};

const UNITS: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'items',
  set: 'items',
  map: 'members',
  object: 'members',
};

const bound = (issue: Extract<Issue, { code: 'too_big' | 'too_small' }>): string => {
  const limit = String(issue.code === 'too_big' ? issue.maximum : issue.minimum);
  const [inclusive, exclusive] = issue.code === 'too_big' ? ['at most', 'less than'] : ['at least', 'more than'];
  const how = issue.exact === true ? 'exactly' : issue.inclusive === false ? exclusive : inclusive;
  const unit = UNITS[issue.origin];
  const singular = limit === '1' && unit !== undefined ? unit.replace(/s$/, '') : unit;
  return `${how} ${limit}${singular === undefined ? '' : ` ${singular}`}`;
};

/** Lists alternatives: `"a", "b" or "c"`. */
export const alternatives = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;

const literal = (value: unknown): string => (typeof value === 'bigint' ? String(value) : JSON.stringify(value));

function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? 'a value';
    case 'invalid_value':
      return alternatives(issue.values.map(literal));
    case 'too_big':
    case 'too_small':
      return bound(issue);
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'another form';
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    default:
      return 'another value';
  }
}

/**
 * Describes an issue in plain words, in place of the texts of Zod. A schema that has its own text keeps it. All texts
 * continue a sentence with "expected".
 */
export const plainWords: z.core.$ZodErrorMap = (issue) => `expected ${expectationOf(issue)}`;
