/** Judges the comparison of schemas by a validator. A change that is not called breaking must not break a caller. */
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Change, ChangeKind, JsonObject, Place, Side } from './change.ts';
import { diffSchema } from './diff-schema.ts';

const noReference = (ref: string): never => {
  throw new Error(`no ${ref}`);
};
const place = (side: Side): Place => ({
  side,
  where: 'it',
  before: noReference,
  after: noReference,
  today: '2026-12-01',
});
const kinds = (changes: readonly Change[]): readonly ChangeKind[] => changes.map(({ kind }) => kind);
const compare = (side: Side, before: JsonObject, after: JsonObject) => kinds(diffSchema(before, after, place(side)));

const NAMES = ['a', 'b', 'c'] as const;
const name = fc.constantFrom(...NAMES);
const word = fc.constantFrom('x', 'y', 'z', 'long');

const scalar: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ type: fc.constant('string'), maxLength: fc.integer({ min: 1, max: 4 }) }, { requiredKeys: ['type'] }),
  fc.record(
    { type: fc.constant('integer'), minimum: fc.integer({ min: 0, max: 3 }), maximum: fc.integer({ min: 3, max: 6 }) },
    { requiredKeys: ['type'] },
  ),
  fc.constantFrom<JsonObject>({ type: 'number' }, { type: 'boolean' }, { type: 'null' }, {}, { const: 'x' }),
  fc.uniqueArray(word, { minLength: 1 }).map((values): JsonObject => ({ type: 'string', enum: values })),
  fc.constantFrom<JsonObject>({ type: ['string', 'null'] }, { type: ['integer', 'string'] }),
);

/** Schemas of requests, whose objects are closed, or of answers, whose objects are open. */
const schemasOf = (side: Side): fc.Arbitrary<JsonObject> =>
  fc.letrec<{ schema: JsonObject }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc
        .record({
          properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
          required: fc.subarray([...NAMES]),
        })
        .map(({ properties, required }): JsonObject => ({
          type: 'object',
          properties,
          required: required.filter((each) => each in properties),
          ...(side === 'request' ? { additionalProperties: false } : {}),
        })),
      tie('schema').map((values): JsonObject => ({ type: 'object', additionalProperties: values })),
      fc
        .tuple(tie('schema'), fc.nat({ max: 2 }))
        .map(([items, minItems]): JsonObject => ({ type: 'array', items, minItems })),
      fc.tuple(tie('schema'), tie('schema')).map((anyOf): JsonObject => ({ anyOf })),
    ),
  })).schema;

/** Values that fit the schemas or nearly fit them. */
const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, 2, 5, 9, 1.5, 'x', 'y', 'long', 'longer', {}, []),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value;

const ajv = new Ajv2020({ strict: false });
const accepts = (schema: JsonObject, given: unknown): boolean => ajv.compile(schema)(given);

type Pair = readonly [before: JsonObject, after: JsonObject];

const both = ([before, after]: Pair, wrap: (schema: JsonObject) => JsonObject): Pair => [wrap(before), wrap(after)];

/** A member of two objects, which either of them may lack or require. */
const memberOf = (pair: fc.Arbitrary<Pair>) =>
  fc.record({ pair, has: fc.constantFrom('both', 'former', 'present'), needs: fc.subarray(['former', 'present']) });

/** Schemas of the same shape that differ here and there, so that many of them differ without a break. */
const pairs = (side: Side): fc.Arbitrary<Pair> =>
  fc.letrec<{ pair: Pair }>((tie) => ({
    pair: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.tuple(scalar, scalar),
      schemasOf(side).map((schema): Pair => [schema, schema]),
      fc.dictionary(name, memberOf(tie('pair')), { maxKeys: 3 }).map((members): Pair => {
        const objectOf = (which: 'former' | 'present', index: 0 | 1): JsonObject => {
          const own = Object.entries(members).filter(([, { has }]) => has === 'both' || has === which);
          return {
            type: 'object',
            properties: Object.fromEntries(own.map(([key, { pair }]) => [key, pair[index]])),
            required: own.filter(([, { needs }]) => needs.includes(which)).map(([key]) => key),
            ...(side === 'request' ? { additionalProperties: false } : {}),
          };
        };
        return [objectOf('former', 0), objectOf('present', 1)];
      }),
      tie('pair').map((pair) => both(pair, (values) => ({ type: 'object', additionalProperties: values }))),
      tie('pair').map((pair) => both(pair, (items) => ({ type: 'array', items }))),
      fc
        .tuple(tie('pair'), tie('pair'))
        .map(([one, other]): Pair => [{ anyOf: [one[0], other[0]] }, { anyOf: [other[1], one[1]] }]),
    ),
  })).pair;

describe('the comparison of schemas', () => {
  it('calls a change of a request breaking if a value that was accepted is refused', () =>
    fc.assert(
      fc.property(pairs('request'), fc.array(value, { minLength: 1, maxLength: 8 }), ([before, after], values) => {
        fc.pre(!compare('request', before, after).includes('breaking'));
        for (const each of values)
          if (accepts(before, each)) expect([each, accepts(after, each)]).toEqual([each, true]);
      }),
    ));

  it('calls a change of an answer breaking if a value may come that the former schema did not allow', () =>
    fc.assert(
      fc.property(pairs('answer'), fc.array(value, { minLength: 1, maxLength: 8 }), ([before, after], values) => {
        // Additions to enums are expected in answers, so the comparison must not rely on them here.
        fc.pre(!JSON.stringify([before, after]).includes('"enum"'));
        fc.pre(!compare('answer', before, after).includes('breaking'));
        for (const each of values)
          if (accepts(after, each)) expect([each, accepts(before, each)]).toEqual([each, true]);
      }),
    ));

  it.each<Side>(['request', 'answer'])('finds no change between a %s and itself', (side) =>
    fc.assert(
      fc.property(schemasOf(side), (schema) => {
        expect(compare(side, schema, structuredClone(schema))).toEqual([]);
      }),
    ),
  );
});

/** A schema with a member at some depth, with the object that holds the member. */
const holding = (side: Side): fc.Arbitrary<(inner: JsonObject) => JsonObject> =>
  fc.array(fc.constantFrom<'member' | 'item' | 'map'>('member', 'item', 'map'), { maxLength: 3 }).chain((path) =>
    fc.constant((inner: JsonObject) =>
      path.reduceRight<JsonObject>((schema, step) => {
        if (step === 'item') return { type: 'array', items: schema };
        if (step === 'map') return { type: 'object', additionalProperties: schema };
        return {
          type: 'object',
          properties: { [step]: schema },
          ...(side === 'request' ? { additionalProperties: false } : {}),
        };
      }, inner),
    ),
  );

const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  properties,
  required,
});

describe.each<Side>(['request', 'answer'])('in a %s', (side) => {
  const forEvery = (check: (within: (inner: JsonObject) => JsonObject, one: JsonObject, other: JsonObject) => void) =>
    fc.assert(fc.property(holding(side), schemasOf(side), schemasOf(side), check));

  it('a new optional member is additive and a removed one breaking', () =>
    forEvery((within, one, other) => {
      const [fewer, more] = [within(object({ one })), within(object({ one, other }))];
      expect([compare(side, fewer, more), compare(side, more, fewer)]).toEqual([['additive'], ['breaking']]);
    }));

  it('a new required member breaks callers only if they have to send it', () =>
    forEvery((within, one, other) => {
      const [before, after] = [within(object({ one })), within(object({ one, other }, ['other']))];
      expect(compare(side, before, after)).toEqual([side === 'request' ? 'breaking' : 'additive']);
    }));

  it('a new value of an enum is additive and a removed one breaking', () =>
    forEvery((within) => {
      const keyword = side === 'request' ? 'enum' : 'x-extensible-enum';
      const [fewer, more] = [['x'], ['x', 'y']].map((values) => within({ type: 'string', [keyword]: values }));
      expect([compare(side, fewer ?? {}, more ?? {}), compare(side, more ?? {}, fewer ?? {})]).toEqual([
        ['additive'],
        ['breaking'],
      ]);
    }));

  it('publishing an enum of an answer as open, or moving it, is no change', () =>
    forEvery((within) => {
      const [closed, open] = [
        within({ type: 'string', enum: ['x'] }),
        within({ type: 'string', 'x-extensible-enum': ['x'] }),
      ];
      expect(compare(side, closed, open)).toEqual([]);
    }));
});
