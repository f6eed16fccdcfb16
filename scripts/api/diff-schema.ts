import { change, deprecationChange, type Change, type JsonObject, type Place } from './change.ts';
import { diffArrays, diffObjects } from './diff-containers.ts';
import { diffScalars } from './diff-scalars.ts';
import { isAny, resolved, typeOf, variantKey, variantsOf } from './schema-variants.ts';

/** Compares two schemas of the same value. References are followed, so moving a schema to a component is no change. */
export function diffSchema(before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  const [was, is] = [resolved(before, at.before), resolved(after, at.after)];
  return [
    ...deprecationChange(was, is, at),
    ...diffAudience(was, is, at),
    ...diffVariants(variantsOf(was, at.before), variantsOf(is, at.after), at),
  ];
}

/** A member that only some callers may read from now on is lost to the others. */
function diffAudience(was: JsonObject, is: JsonObject, at: Place): readonly Change[] {
  const [before, after] = [was, is].map((schema) => String(schema['x-visibility'] ?? 'public'));
  if (before === after || at.side === 'request' || at.discloses === true) return [];
  return after === 'public'
    ? [change('additive', at, 'It is public now.')]
    : [change('breaking', at, `It was ${before} and is now for the audience "${after}" only.`)];
}

function diffVariants(was: readonly JsonObject[], is: readonly JsonObject[], at: Place): readonly Change[] {
  const [one, other] = [was[0], is[0]];
  if (one === undefined || other === undefined) return [];
  const [wasAny, isAnything] = [was.some(isAny), is.some(isAny)];
  if (wasAny !== isAnything) return [diffAny(isAnything, at)];
  if (was.length === 1 && is.length === 1) return diffVariant(one, other, at);
  const left = [...is];
  const matched = was.map((variant) => {
    const index = left.findIndex((each) => variantKey(each) === variantKey(variant));
    return [variant, index < 0 ? undefined : left.splice(index, 1)[0]] as const;
  });
  return [
    ...matched.flatMap(([variant, found]) =>
      found === undefined ? [removedVariant(variant, at)] : diffVariant(variant, found, at),
    ),
    ...left.map((variant) => addedVariant(variant, was, at)),
  ];
}

const diffAny = (isAnything: boolean, at: Place): Change =>
  isAnything === (at.side === 'request')
    ? change('additive', at, isAnything ? 'It accepts any value now.' : 'It has a narrower type now.')
    : change('breaking', at, isAnything ? 'It may be any value now.' : 'It accepts only some values now.');

function removedVariant(variant: JsonObject, at: Place): Change {
  const narrows = at.side === 'answer' && typeOf(variant) !== 'object';
  return narrows
    ? change('additive', at, `It is never of the type ${variantKey(variant)} any more.`)
    : change('breaking', at, `The variant "${variantKey(variant)}" is gone.`);
}

/** Callers expect further variants of a union of objects, and of nothing else. */
function addedVariant(variant: JsonObject, was: readonly JsonObject[], at: Place): Change {
  const wasOpen = typeOf(variant) === 'object' && was.filter((each) => typeOf(each) === 'object').length > 1;
  return at.side === 'request' || wasOpen
    ? change('additive', at, `The variant "${variantKey(variant)}" is new.`)
    : change('breaking', at, `It may be of the type ${variantKey(variant)} now.`);
}

function diffVariant(before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  const [was, is] = [typeOf(before), typeOf(after)];
  if (was !== is) {
    const [wide, narrow] = at.side === 'request' ? [is, was] : [was, is];
    return wide === 'number' && narrow === 'integer'
      ? [change('additive', at, `Its type is ${is}, formerly ${was}.`)]
      : [change('breaking', at, `Its type is ${is ?? 'any'}, formerly ${was ?? 'any'}.`)];
  }
  return [
    ...diffScalars(before, after, at),
    ...(was === 'object' ? diffObjects(before, after, at, diffSchema) : []),
    ...(was === 'array' ? diffArrays(before, after, at, diffSchema) : []),
  ];
}
