import { change, type Change, type JsonObject, type Place } from './change.ts';
import { valuesOf } from './schema-variants.ts';

/** Limits of a value, with the direction in which they grow stricter. */
const LIMITS = {
  minLength: 'up',
  maxLength: 'down',
  minimum: 'up',
  maximum: 'down',
  exclusiveMinimum: 'up',
  exclusiveMaximum: 'down',
  minItems: 'up',
  maxItems: 'down',
  minProperties: 'up',
  maxProperties: 'down',
} as const;

/** Rules that are compared as they are written, because no order of strictness is known for them. */
const RULES = [
  'format',
  'pattern',
  'multipleOf',
  'uniqueItems',
  'contentEncoding',
  'allOf',
  'not',
  'contains',
  'patternProperties',
] as const;

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

/** In a request stricter is breaking, because callers send values that fitted. In an answer looser is. */
const judged = (stricter: boolean, at: Place, what: string): Change =>
  change(stricter === (at.side === 'request') ? 'breaking' : 'additive', at, what);

function diffLimits(before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  return Object.entries(LIMITS).flatMap(([keyword, direction]) => {
    const [was, is] = [before[keyword], after[keyword]];
    if (was === is) return [];
    const isStricter =
      typeof was !== 'number' || (typeof is === 'number' && (direction === 'up' ? is > was : is < was));
    return [judged(isStricter, at, `Its ${keyword} is ${show(is)}, formerly ${show(was)}.`)];
  });
}

function diffRules(before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  return RULES.flatMap((keyword) => {
    const [was, is] = [before[keyword], after[keyword]];
    if (show(was) === show(is)) return [];
    const what = `Its ${keyword} is ${show(is)}, formerly ${show(was)}.`;
    if (was !== undefined && is !== undefined) return [change('breaking', at, what)];
    return [judged(was === undefined, at, what)];
  });
}

/** True if the announced removal of a value is past. */
const isValuePastSunset = (schema: JsonObject, value: unknown, today: string): boolean => {
  const sunset = Object(schema['x-deprecated-values'])[String(value)] as unknown;
  return typeof sunset === 'string' && sunset <= today;
};

function diffValues(before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  if (was === undefined && is === undefined) return [];
  if (was === undefined) return [judged(true, at, `It is one of ${show(is)} now, formerly any value of its type.`)];
  if (at.side === 'answer' && 'const' in before && !('const' in after))
    return [change('breaking', at, `It is no longer always ${show(was[0])}.`)];
  if (is === undefined) return [change('additive', at, 'It is no longer one of a list of values.')];
  const has = (list: readonly unknown[], value: unknown): boolean => list.some((each) => show(each) === show(value));
  return [
    ...was
      .filter((value) => !has(is, value))
      .map((value) =>
        isValuePastSunset(before, value, at.today)
          ? change('additive', at, `The value ${show(value)} is gone after its announced end.`)
          : change('breaking', at, `The value ${show(value)} is gone.`),
      ),
    ...is.filter((value) => !has(was, value)).map((value) => addedValue(before, value, at)),
  ];
}

/** Callers expect further values of an enum in an answer. They do not expect another constant. */
const addedValue = (before: JsonObject, value: unknown, at: Place): Change =>
  change('const' in before && at.side === 'answer' ? 'breaking' : 'additive', at, `The value ${show(value)} is new.`);

/** A default that is described for the first time may have applied before. Another default changes what a request means. */
function diffDefault(before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  const [was, is] = [show(before['default']), show(after['default'])];
  if (was === is || at.side === 'answer') return [];
  return [
    change(before['default'] === undefined ? 'additive' : 'breaking', at, `Its default is ${is}, formerly ${was}.`),
  ];
}

/** Compares the keywords of two schemas of the same type that do not contain schemas. */
export const diffScalars = (before: JsonObject, after: JsonObject, at: Place): readonly Change[] => [
  ...diffValues(before, after, at),
  ...diffLimits(before, after, at),
  ...diffRules(before, after, at),
  ...diffDefault(before, after, at),
];
