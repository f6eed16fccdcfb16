import { change, isObject, type Change, type JsonObject, type Place } from './change.ts';
import { diffSchema } from './diff-schema.ts';

/** The schema of a parameter or of a media type. */
export const schemaOf = (holder: JsonObject): JsonObject => (isObject(holder['schema']) ? holder['schema'] : {});

/** Compares the bodies of a request or response by media type. */
export function diffContent(before: JsonObject, after: JsonObject, at: Place): readonly Change[] {
  const [was, is] = [before, after].map((each) => Object(each['content']) as JsonObject);
  return [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].flatMap((type): readonly Change[] => {
    const [former, present] = [was?.[type], is?.[type]];
    if (!isObject(former)) return [change('additive', at, `The media type ${type} is new.`)];
    if (!isObject(present)) return [change('breaking', at, `The media type ${type} is gone.`)];
    return diffSchema(schemaOf(former), schemaOf(present), at);
  });
}
