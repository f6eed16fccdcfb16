import { describe, expect, it } from '@jest/globals';
import { CONTRACT } from '@pos/contract/contract.ts';
import * as fc from 'fast-check';
import * as z from 'zod';
import { bodyModelOf } from './body-model.ts';
import type { BodyModel } from './body-model.ts';

/** The complaints of a draft 4 validator about a value, for the keywords that models use. Other keywords throw. */
function complaints(model: BodyModel, value: unknown): readonly string[] {
  const checks: Readonly<Record<string, (wanted: never) => readonly string[]>> = {
    type: (type: string) => (typeOf(value) === type ? [] : [`is no ${type}`]),
    enum: (allowed: readonly unknown[]) => (allowed.includes(value) ? [] : ['is none of the allowed']),
    properties: (of: Readonly<Record<string, BodyModel>>) =>
      Object.entries(of).flatMap(([name, each]) =>
        Object.hasOwn(value as object, name) ? complaints(each, (value as Record<string, unknown>)[name]) : [],
      ),
    required: (names: readonly string[]) => names.filter((name) => !Object.hasOwn(value as object, name)),
    items: (each: BodyModel) => (value as unknown[]).flatMap((item) => complaints(each, item)),
    minItems: (least: number) => ((value as unknown[]).length < least ? ['is too short'] : []),
    maxItems: (most: number) => ((value as unknown[]).length > most ? ['is too long'] : []),
    minimum: (least: number) => ((value as number) < least ? ['is too small'] : []),
    maximum: (most: number) => ((value as number) > most ? ['is too large'] : []),
    minLength: (least: number) => (codePoints(value as string) < least ? ['is too short'] : []),
    maxLength: (most: number) => (codePoints(value as string) > most ? ['is too long'] : []),
    pattern: (pattern: string) => (new RegExp(pattern).test(value as string) ? [] : ['does not match']),
  };
  if (model['type'] !== undefined && typeOf(value) !== model['type']) return [`is no ${String(model['type'])}`];
  return Object.entries(model).flatMap(([keyword, wanted]) => {
    const check = checks[keyword];
    if (!check) throw new Error(`A model uses ${keyword}, which API Gateway may read otherwise.`);
    return check(wanted as never);
  });
}

const codePoints = (text: string): number => Array.from(text).length;

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

type Sample = readonly [schema: z.ZodType, values: fc.Arbitrary<unknown>];

const anything = fc.jsonValue();

/** Schemas, each with values at and around the edge of what it accepts. */
const leafSamples: readonly Sample[] = [
  [
    z.string().min(3).max(5),
    fc.oneof(fc.string({ unit: 'binary', minLength: 2, maxLength: 7 }), fc.constantFrom('😀😀', '😀')),
  ],
  [z.string().trim().min(1).max(4), fc.string({ unit: fc.constantFrom(' ', 'a'), maxLength: 9 })],
  [
    z
      .string()
      .toLowerCase()
      .regex(/^[a-z]+$/),
    fc.constantFrom('abc', 'ABC', '1'),
  ],
  [z.string().regex(/^[a-z]+$/i), fc.constantFrom('ABC', 'abc', '1')],
  [z.string().regex(/^(?!no)\p{L}+$/u), fc.constantFrom('né', 'no', 'yes')],
  [z.string().regex(/^a?b{1,2}$/), fc.constantFrom('ab', 'abb', 'abbb', '')],
  [z.enum(['x', 'y']), fc.constantFrom('x', 'y', 'z')],
  [z.literal(2), fc.constantFrom(1, 2)],
  [z.int().min(-2).lt(5), fc.oneof(fc.integer({ min: -4, max: 6 }), fc.constant(1.5))],
  [z.coerce.number().min(3), fc.constantFrom('4', 4, true, null)],
  [z.number().nullable(), fc.constantFrom(null, 1)],
  [z.union([z.string(), z.boolean()]), fc.constantFrom('a', true, 1)],
  [z.unknown().meta({ type: 'object', required: ['never'] }), anything],
  [z.string().catch('otherwise'), anything],
  [z.record(z.string(), z.number()), fc.dictionary(fc.string(), fc.integer())],
  [z.json(), anything],
  [z.string().transform(Number).pipe(z.number()), fc.constantFrom('1', 'x')],
  [z.preprocess((value) => value ?? 7, z.number()), fc.constantFrom(null, 7, 'x')],
];

const leaf = fc.constantFrom(...leafSamples);

const sample: fc.Arbitrary<Sample> = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('sample'), fc.nat(3)).map(([[schema, values], least]): Sample => [
      z
        .array(schema)
        .min(least)
        .max(least + 2),
      fc.array(values, { maxLength: 6 }),
    ]),
    fc
      .tuple(tie('sample'), tie('sample'))
      .map(([[a, ofA], [b, ofB]]): Sample => [
        z.strictObject({ a, b: b.optional() }),
        fc.record({ a: ofA, b: ofB }, { requiredKeys: [] }),
      ]),
    tie('sample').map(([schema, values]): Sample => [
      z.looseObject({ a: schema.optional(), b: z.string().default('b') }),
      fc.record({ a: values, c: anything }, { requiredKeys: [] }),
    ]),
  ),
})).sample;

describe('bodyModelOf', () => {
  it('accepts every value that parsing accepts', () =>
    fc.assert(
      fc.property(
        sample.chain(([schema, values]) =>
          fc.tuple(fc.constant(schema), fc.array(fc.oneof(values, anything), { minLength: 1, maxLength: 8 })),
        ),
        ([schema, values]) => {
          const model = bodyModelOf(schema);
          for (const value of values)
            if (schema.safeParse(value).success) expect([value, complaints(model, value)]).toEqual([value, []]);
        },
      ),
      { numRuns: 300 },
    ));

  it('refuses a missing field, a wrong type and a pattern mismatch', () => {
    const model = bodyModelOf(
      z.strictObject({
        did: z.string().regex(/^did:[a-z]+$/),
        skills: z.array(z.string()).min(1),
        count: z.int().min(1),
      }),
    );
    const right = { did: 'did:key', skills: ['a'], count: 1 };
    expect(complaints(model, right)).toEqual([]);
    for (const wrong of [
      { ...right, did: 'key' },
      { ...right, skills: [] },
      { ...right, skills: 'a' },
      { ...right, count: 0 },
      { did: 'did:key' },
      [],
      null,
    ])
      expect(complaints(model, wrong)).not.toEqual([]);
  });

  it.each(Object.values(CONTRACT.routes).flatMap(({ id, body }) => (body === undefined ? [] : [[id, body] as const])))(
    'describes the body of %s in keywords that API Gateway reads as the contract means them',
    (_, body) => {
      const model = bodyModelOf(body);
      expect(() => complaints(model, {})).not.toThrow();
      // API Gateway leaves a body of any type to the function.
      expect(complaints(model, 'no object').length > 0).toBe(!body.safeParse('no object').success);
    },
  );
});
