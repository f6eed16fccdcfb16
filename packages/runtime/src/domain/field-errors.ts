import { FIELD_FAULTS, type FieldError, type FieldFault } from '@pos/vocabulary/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';
import { alternatives, plainWords } from './plain-words.ts';
import { pointerTo, quoted, sentAt, type SentPlace } from './sent-value.ts';

export type RequestPart = FieldError['in'];

type Issue = z.core.$ZodIssue;

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly code: FieldFault;
  /** A text that continues with "expected", or a whole sentence. */
  readonly words: string;
  /** The value that the schema saw, which may be decoded. */
  readonly input: unknown;
}

const LENGTHS = new Set(['string', 'array', 'set', 'map', 'object', 'file']);

const isFieldFault = (value: unknown): value is FieldFault =>
  typeof value === 'string' && Object.hasOwn(FIELD_FAULTS, value);

function codeOf(issue: Issue): FieldFault {
  switch (issue.code) {
    case 'invalid_type':
      return 'type';
    case 'invalid_format':
      return 'format';
    case 'invalid_value':
    case 'invalid_union':
      return 'choice';
    case 'too_big':
    case 'too_small':
      return LENGTHS.has(issue.origin) ? 'length' : 'range';
    case 'not_multiple_of':
      return 'range';
    case 'custom': {
      const fault: unknown = issue.params?.['fault'];
      return isFieldFault(fault) ? fault : 'invalid';
    }
    default:
      return 'invalid';
  }
}

/** True if the value as a whole is not what the variant of a union accepts. */
const isOtherKind = (issues: readonly Issue[]): boolean =>
  issues.some(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'));

const weight = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);

/** Faults of the variant that fits the value best: of the value's kind, and with the fewest faults. */
function unionFaults(issue: Extract<Issue, { code: 'invalid_union' }>, path: readonly PropertyKey[]): Fault[] {
  const { input } = issue;
  if (issue.discriminator !== undefined) {
    const options = 'options' in issue ? (issue.options ?? []) : [];
    const words = options.length === 0 ? issue.message : `expected ${alternatives(options.map(String))}`;
    return [{ path, code: 'choice', words, input }];
  }
  const [best] = issue.errors
    .filter((variant) => variant.length > 0 && !isOtherKind(variant))
    .toSorted((left, right) => weight(left) - weight(right));
  if (best !== undefined) return best.flatMap((each) => faultsOf(each, path));
  const roots = issue.errors.flatMap((variant) => variant.filter((each) => each.path.length === 0));
  const accepted = [...new Set(roots.map(({ message }) => message.replace(/^expected /, '')))];
  const code = roots.length > 0 && roots.every((each) => each.code === 'invalid_value') ? 'choice' : 'type';
  return [{ path, code, words: `expected ${alternatives(accepted)}`, input }];
}

function faultsOf(issue: Issue, above: readonly PropertyKey[] = []): Fault[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      code: 'unknown',
      words: 'This field does not exist.',
      input: undefined,
    }));
  if (issue.code === 'invalid_union') return unionFaults(issue, path);
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    return [
      {
        path,
        code: first === undefined ? 'invalid' : codeOf(first),
        words: `The name is not allowed: ${first?.message ?? 'expected another name'}.`,
        input: undefined,
      },
    ];
  }
  return [{ path, code: codeOf(issue), words: issue.message, input: issue.input }];
}

const measured = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? `It has ${value.length} characters.`
    : Array.isArray(value)
      ? `It has ${value.length} items.`
      : typeof value === 'object' && value !== null
        ? `It has ${Object.keys(value).length} members.`
        : undefined;

function detailOf(code: FieldFault, words: string, place: SentPlace): string {
  if (!words.startsWith('expected')) return words;
  const expected = `E${words.slice(1)}.`;
  if (code === 'missing')
    return words === 'expected a value' ? 'The field is missing.' : `The field is missing. ${expected}`;
  const value = quoted(place);
  const said = code === 'length' ? measured(place.value) : value === undefined ? undefined : `The value is ${value}.`;
  return said === undefined ? expected : `${expected} ${said}`;
}

function errorOf(part: RequestPart, { path, code, words, input }: Fault, sent: unknown): FieldError {
  if (code === 'unknown') return { in: part, pointer: pointerTo(path), code, detail: words };
  const place = sentAt(sent, path, input);
  const really = place.absent ? 'missing' : code;
  return { in: part, pointer: place.pointer, code: really, detail: detailOf(really, words, place) };
}

/** The first error of each field and code, because a value may break several checks in the same way. */
const distinct = (errors: readonly FieldError[]): FieldError[] =>
  [...new Map(errors.toReversed().map((error) => [`${error.pointer} ${error.code}`, error])).values()].toReversed();

/** Parses one part of a request. Returns the decoded value, or an error for every invalid field. */
export function parsePart<Schema extends z.ZodType>(
  part: RequestPart,
  schema: Schema,
  sent: unknown,
): Result<z.output<Schema>, readonly FieldError[]> {
  const parsed = schema.safeParse(sent, { error: plainWords, reportInput: true });
  if (parsed.success) return ok(parsed.data);
  const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue));
  return err(distinct(faults.map((fault) => errorOf(part, fault, sent))));
}
