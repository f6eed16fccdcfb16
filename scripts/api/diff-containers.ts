import { change, isObject, isPastSunset, type Change, type JsonObject, type Place } from './change.ts';
import { isAny, resolved } from './schema-variants.ts';

type DiffSchema = (before: JsonObject, after: JsonObject, at: Place) => readonly Change[];

const membersOf = (schema: JsonObject): ReadonlyMap<string, JsonObject> =>
  new Map(
    Object.entries(isObject(schema['properties']) ? schema['properties'] : {}).filter(([, each]) => isObject(each)) as [
      string,
      JsonObject,
    ][],
  );

const isRequired = (schema: JsonObject, name: string): boolean =>
  Array.isArray(schema['required']) && schema['required'].includes(name);

function diffRequired(name: string, before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  const [was, is] = [isRequired(before, name), isRequired(after, name)];
  if (was === is) return [];
  const kind = is === (at.side === 'request') ? 'breaking' : 'additive';
  return [change(kind, at, is ? 'It is required now.' : 'It is optional now.')];
}

function removedMember(member: JsonObject, at: Place): Change {
  return isPastSunset(resolved(member, at.before), at.today)
    ? change('additive', at, 'It is gone after its announced end.')
    : change('breaking', at, 'It is gone.');
}

const addedMember = (isRequiredNow: boolean, at: Place): Change =>
  at.side === 'request' && isRequiredNow
    ? change('breaking', at, 'It is new and required.')
    : change('additive', at, 'It is new.');

/** The schema of members that an object does not name, or `false` if it refuses them. */
function restOf(schema: JsonObject): JsonObject | false {
  const rest = schema['additionalProperties'];
  return rest === false ? false : isObject(rest) ? rest : {};
}

function diffRest(before: JsonObject, after: JsonObject, at: Place, diff: DiffSchema): readonly Change[] {
  const [was, is] = [restOf(before), restOf(after)];
  const inside = { ...at, where: `${at.where}[*]` };
  if (was !== false && is !== false) {
    // An answer that no longer says that it has no further members only repeats the rule for answers.
    if (at.side === 'answer' && isAny(is) !== isAny(was))
      return isAny(is) ? [change('breaking', inside, 'Further members may be anything now.')] : [];
    return diff(was, is, inside);
  }
  if (was === is || at.side === 'answer') return [];
  return is === false
    ? [change('breaking', at, 'Unknown members are refused now.')]
    : [change('additive', at, 'Unknown members are accepted now.')];
}

/** A new member of a map was accepted before if it fitted the schema of all members. */
function diffFormerRest(before: JsonObject, member: JsonObject, at: Place, diff: DiffSchema): readonly Change[] {
  const rest = restOf(before);
  return at.side === 'answer' || rest === false || isAny(rest) ? [] : diff(rest, member, at);
}

/** Compares the members of two objects. */
export function diffObjects(before: JsonObject, after: JsonObject, at: Place, diff: DiffSchema): readonly Change[] {
  const [was, is] = [membersOf(before), membersOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const members = names.flatMap((name) => {
    const [former, present] = [was.get(name), is.get(name)];
    const inside = { ...at, where: `${at.where}.${name}` };
    if (present === undefined) return [removedMember(former ?? {}, inside)];
    if (former === undefined)
      return [addedMember(isRequired(after, name), inside), ...diffFormerRest(before, present, inside, diff)];
    return [...diffRequired(name, before, after, inside), ...diff(former, present, inside)];
  });
  return [...members, ...diffRest(before, after, at, diff), ...diffNames(before, after, at, diff)];
}

function diffNames(before: JsonObject, after: JsonObject, at: Place, diff: DiffSchema): readonly Change[] {
  const names = (schema: JsonObject): JsonObject =>
    isObject(schema['propertyNames']) ? { type: 'string', ...schema['propertyNames'] } : { type: 'string' };
  return diff(names(before), names(after), { ...at, where: `${at.where}{names}` });
}

/** Compares the items of two arrays. */
export function diffArrays(before: JsonObject, after: JsonObject, at: Place, diff: DiffSchema): readonly Change[] {
  const items = (schema: JsonObject): JsonObject => (isObject(schema['items']) ? schema['items'] : {});
  const first = (schema: JsonObject): readonly JsonObject[] =>
    Array.isArray(schema['prefixItems']) ? schema['prefixItems'].filter(isObject) : [];
  const [was, is] = [first(before), first(after)];
  if (was.length !== is.length)
    return [change('breaking', at, `It has ${is.length} fixed items, formerly ${was.length}.`)];
  return [
    ...was.flatMap((each, index) => diff(each, is[index] ?? {}, { ...at, where: `${at.where}[${index}]` })),
    ...diff(items(before), items(after), { ...at, where: `${at.where}[]` }),
  ];
}
