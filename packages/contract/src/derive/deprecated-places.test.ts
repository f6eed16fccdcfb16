import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { deprecated, deprecatedValues, type Deprecation } from '../deprecation.ts';
import { deprecatedPlaces, placeName } from './deprecated-places.ts';

const OLD: Deprecation = { since: '2026-12-01', sunset: '2027-06-01' };
const gone = z.string().meta(deprecated(OLD));
const object = z.object({ old: gone });
const namesIn = (schema: z.ZodType): readonly string[] => deprecatedPlaces(schema).map(placeName);

interface Tree {
  readonly old?: string | undefined;
  readonly branches: readonly Tree[];
}
const Tree: z.ZodType<Tree> = z.lazy(() => z.object({ old: gone.optional(), branches: z.array(Tree) }));

describe('deprecatedPlaces', () => {
  it.each<[string, z.ZodType, readonly string[]]>([
    ['an object', object, ['old']],
    ['a list', z.object({ list: z.array(object) }), ['list.*.old']],
    ['a record', z.record(z.string(), object), ['*.old']],
    ['a union', z.union([z.string(), object]), ['old']],
    ['both sides of an intersection', z.object({ older: gone }).and(object), ['older', 'old']],
    ['an optional value', object.optional(), ['old']],
    ['a value that may be null', object.nullable(), ['old']],
    ['a value with a default', object.default({ old: '' }), ['old']],
    ['a value with a default before it is parsed', object.prefault({ old: '' }), ['old']],
    ['a value that is required again', object.optional().nonoptional(), ['old']],
    ['a value that cannot be changed', object.readonly(), ['old']],
    ['a value with a substitute', object.catch({ old: '' }), ['old']],
    ['the sent side of a pipe', object.pipe(z.object({ old: z.string(), other: gone.optional() })), ['old']],
    ['the schema after a preparation', z.preprocess((value) => value, object), ['old']],
    ['a tree, once', Tree, ['old']],
    ['a text', z.string(), []],
  ])('finds a member within %s', (_, schema, names) => expect(namesIn(schema)).toEqual(names));

  it('finds a value of an enum, and offers the other values and the siblings as successors', () => {
    const schema = z.object({
      kind: z.enum(['a', 'z']).meta(deprecatedValues({ z: OLD })),
      old: gone,
      fresh: z.string(),
    });
    expect(deprecatedPlaces(schema)).toEqual([
      { path: ['kind'], value: 'z', deprecation: OLD, choices: ['a', 'z'] },
      { path: ['old'], deprecation: OLD, choices: ['kind', 'old', 'fresh'] },
    ]);
  });

  it('offers no siblings of the list for a member of its items', () =>
    expect(deprecatedPlaces(z.object({ list: z.array(gone) }))).toEqual([
      { path: ['list', '*'], deprecation: OLD, choices: [] },
    ]));
});
