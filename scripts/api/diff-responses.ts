import { change, isObject, type Change, type JsonObject, type Place } from './change.ts';
import { diffContent } from './diff-content.ts';
import { resolved } from './schema-variants.ts';

type Documents = Omit<Place, 'side' | 'where'>;

const responsesOf = (operation: JsonObject): JsonObject => Object(operation['responses']) as JsonObject;

/** A caller handles a refusal that it does not know by the class of its status, and 304 only if it asked for it. */
const isExpected = (status: string): boolean => Number(status) >= 300;

function diffHeaders(before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  const names = (response: JsonObject): readonly string[] =>
    Object.keys(Object(response['headers']) as JsonObject).map((name) => name.toLowerCase());
  const [was, is] = [names(before), names(after)];
  return [
    ...was.filter((name) => !is.includes(name)).map((name) => change('breaking', at, `The header ${name} is gone.`)),
    ...is.filter((name) => !was.includes(name)).map((name) => change('additive', at, `The header ${name} is new.`)),
  ];
}

/**
 * Compares two responses. All operations refuse in the same form, so changes of problems are listed once and not for each
 * operation.
 */
function diffResponse(before: JsonObject, after: JsonObject, at: Place, status: string): readonly Change[] {
  const isProblem = Number(status) >= 400;
  const [one, other] = [resolved(before, at.before), resolved(after, at.after)];
  return [
    ...diffHeaders(one, other, isProblem ? { ...at, where: `problem ${status}` } : at),
    ...diffContent(one, other, isProblem ? { ...at, where: 'problem' } : at),
  ];
}

/** Compares the responses of an operation. */
export function diffResponses(
  before: JsonObject,
  after: JsonObject,
  where: string,
  documents: Documents,
): readonly Change[] {
  const [was, is] = [responsesOf(before), responsesOf(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((status): readonly Change[] => {
    const at: Place = {
      ...documents,
      side: 'answer',
      where: `${where} answer ${status}`,
      discloses: 'x-discloses-because' in after,
    };
    const [former, present] = [was[status], is[status]];
    if (isObject(former) && isObject(present)) return diffResponse(former, present, at, status);
    const kind = isExpected(status) ? 'additive' : 'breaking';
    return [change(kind, at, isObject(former) ? 'The status is gone.' : 'The status is new.')];
  });
}
