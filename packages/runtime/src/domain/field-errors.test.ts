import { describe, expect, it } from '@jest/globals';
import { ROUTES } from '@pos/contract/routes.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { FIELD_FAULTS } from '@pos/vocabulary/problem.ts';
import { UNNAMED } from '@pos/contract/derive/wire-schema.ts';
import * as z from 'zod';
import { parsePart, type RequestPart } from './field-errors.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const routes: readonly RouteDeclaration[] = Object.values(ROUTES);
const PLACES: Readonly<Record<RequestPart, 'params' | 'query' | 'headers' | 'body'>> = {
  path: 'params',
  query: 'query',
  headers: 'headers',
  body: 'body',
};

/** Every part of every route that has a schema. */
const parts = routes.flatMap((route) =>
  (Object.keys(PLACES) as RequestPart[]).flatMap((part) => {
    const schema = route[PLACES[part]];
    // A body that may be anything, such as a JSON-RPC call, is checked by the handler.
    return schema === undefined || schema.safeParse(undefined).success ? [] : [[route.id, part, schema] as const];
  }),
);

/** A value that roughly fits a JSON schema, with every member. The faults are planted into it. */
function sampleOf(schema: JsonSchema): unknown {
  if (schema['example'] !== undefined) return schema['example'];
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const [variant] = (schema['anyOf'] ?? schema['oneOf'] ?? []) as readonly JsonSchema[];
  if (variant !== undefined) return sampleOf(variant);
  switch (schema['type']) {
    case 'object':
      return Object.fromEntries(
        Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>).map(([name, each]) => [
          name,
          sampleOf(each),
        ]),
      );
    case 'array':
      return [sampleOf((schema['items'] ?? {}) as JsonSchema)];
    case 'number':
    case 'integer':
      return Number(schema['minimum'] ?? 1);
    case 'boolean':
      return true;
    default:
      return 'text';
  }
}

const WRONG: readonly unknown[] = [
  7,
  -1,
  1.5,
  1e15,
  true,
  null,
  {},
  [],
  '',
  'é',
  'x'.repeat(70_000),
  '99999999999999999999',
  '9'.repeat(77),
  'did:pkh:solana:x:y',
  '1'.repeat(40),
  '1'.repeat(70),
  Array.from({ length: 1_000 }, () => 'x'),
  { kind: 'x', more: 1 },
];

type Path = readonly (string | number)[];

const faultsOf = (part: RequestPart, schema: z.ZodType, sent: unknown) => {
  const parsed = parsePart(part, schema, sent);
  return parsed.ok ? [] : parsed.error;
};

/** The paths of all members of a value, the value itself included. */
const pathsIn = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? [
        path,
        ...Object.entries(value).flatMap(([name, each]) =>
          pathsIn(each, [...path, Array.isArray(value) ? Number(name) : name]),
        ),
      ]
    : [path];

/** A copy of a value with another value at a path. `undefined` removes the member. */
function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((each, index) => (index === name ? replaced(each, rest, by) : each));
  const members = Object.entries(value as object).flatMap(([key, each]) => {
    if (key !== name) return [[key, each] as const];
    const changed = replaced(each, rest, by);
    return changed === undefined ? [] : [[key, changed] as const];
  });
  return Object.fromEntries(members);
}

const jsonOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', metadata: UNNAMED });

/** The sample of a part with one fault each: a member removed, added or replaced. */
function faulty(part: RequestPart, schema: z.ZodType): readonly unknown[] {
  const sample = sampleOf(jsonOf(schema));
  const text = part !== 'body';
  return pathsIn(sample).flatMap((path) => [
    ...(path.length === 0 ? [] : [replaced(sample, path, undefined)]),
    ...(path.length === 0 && text ? [{}, { ...(sample as object), more: 'x' }] : []),
    ...(path.length === 0 && text ? [] : WRONG.filter((each) => !text || typeof each === 'string')).map((each) =>
      replaced(sample, path, each),
    ),
  ]);
}

/** Words of Zod's own messages. */
const ZOD =
  /invalid (?:input|option|string|number|key|element|discriminator|value|url|uuid|iso)|received|too (?:big|small)|unrecogni[sz]ed|nonoptional|must (?:match|start|end|include|be)|\bnan\b|undefined|to (?:have|be) [<>]|expected a value\./i;

const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((each, name) => (each as Record<string, unknown> | undefined)?.[name], value);

describe.each(parts)('the field errors of %s in the %s', (_, part, schema) => {
  it('have a code of the list, plain words and a pointer to the field', () => {
    const refusals = faulty(part, schema).map((sent) => [sent, faultsOf(part, schema, sent)] as const);
    for (const [sent, errors] of refusals)
      for (const error of errors) {
        expect(FIELD_FAULTS).toHaveProperty(error.code);
        expect([error.detail, ZOD.test(error.detail)]).toEqual([expect.stringMatching(/^[A-Z].*\.$/s), false]);
        expect([error, at(sent, error.pointer) === undefined]).toEqual([error, error.code === 'missing']);
        expect(error.detail.length).toBeLessThan(600);
      }
    expect(refusals.some(([, errors]) => errors.length > 0)).toBe(true);
  });
});

describe('the codes of field errors', () => {
  it('all occur for the routes of the contract, except the code of repeated fields and the code for other rules', () => {
    const found = parts.flatMap(([, part, schema]) =>
      faulty(part, schema).flatMap((sent) => faultsOf(part, schema, sent).map(({ code }) => code)),
    );
    const conflict = faultsOf('query', ROUTES['get-score'].query, { did: 'did:web:a.b', jobValue: '1', ticket: '2' });
    expect([...new Set([...found, ...conflict.map(({ code }) => code), 'repeated', 'invalid'])].sort()).toEqual(
      Object.keys(FIELD_FAULTS).sort(),
    );
  });
});

describe('a field error', () => {
  const errorsOf = (schema: z.ZodType, sent: unknown) =>
    faultsOf('body', schema, sent).map(({ pointer, code, detail }) => [pointer, code, detail]);
  const Choice = z.union([z.strictObject({ a: z.array(z.int()).min(1) }), z.strictObject({ b: z.int(), c: z.int() })]);

  it.each([
    [z.object({ a: z.string() }), {}, ['/a', 'missing', 'The field is missing. Expected a text.']],
    [z.object({ a: z.enum(['x', 'y']) }), {}, ['/a', 'missing', 'The field is missing. Expected "x" or "y".']],
    [
      z.object({ a: z.unknown().refine(Boolean) }),
      { a: 0 },
      ['/a', 'invalid', 'Expected another value. The value is 0.'],
    ],
    [z.strictObject({}), { 'a/b~': 1 }, ['/a~1b~0', 'unknown', 'This field does not exist.']],
    [z.object({ a: z.string() }), { a: [] }, ['/a', 'type', 'Expected a text. The value is a list.']],
    [z.object({ a: z.int() }), { a: 1.5 }, ['/a', 'type', 'Expected a whole number. The value is 1.5.']],
    [z.int().min(1), 0, ['', 'range', 'Expected at least 1. The value is 0.']],
    [z.number().lt(5), 5, ['', 'range', 'Expected less than 5. The value is 5.']],
    [z.string().max(3), 'four', ['', 'length', 'Expected at most 3 characters. It has 4 characters.']],
    [z.array(z.int()).min(1), [], ['', 'length', 'Expected at least 1 item. It has 0 items.']],
    [z.array(z.int()).length(2), [1], ['', 'length', 'Expected exactly 2 items. It has 1 items.']],
    [z.uuid(), 'x', ['', 'format', 'Expected a UUID. The value is "x".']],
    [z.enum(['a', 'b', 'c']), 'd', ['', 'choice', 'Expected "a", "b" or "c". The value is "d".']],
    [z.string(), null, ['', 'type', 'Expected a text. The value is null.']],
  ] as const)('%# says what is expected and what was sent', (schema, sent, error) =>
    expect(errorsOf(schema, sent)).toEqual([error]),
  );

  it('of a union is that of the variant that fits best', () => {
    expect(errorsOf(Choice, { a: [] }).map(([pointer, code]) => [pointer, code])).toEqual([['/a', 'length']]);
    expect(errorsOf(Choice, { b: 1 }).map(([pointer, code]) => [pointer, code])).toEqual([['/c', 'missing']]);
    expect(errorsOf(Choice, { b: 1, c: 'x' }).map(([pointer, code]) => [pointer, code])).toEqual([['/c', 'type']]);
    expect(errorsOf(z.object({ a: Choice }), { a: { b: 1, c: 2, d: 3 } })).toEqual([
      ['/a/d', 'unknown', 'This field does not exist.'],
    ]);
    expect(errorsOf(z.union([z.number(), z.string().max(2), z.boolean()]), 'abc')).toEqual([
      ['', 'length', 'Expected at most 2 characters. It has 3 characters.'],
    ]);
    expect(errorsOf(z.union([z.number(), z.string(), z.null()]), {})).toEqual([
      ['', 'type', 'Expected a number, a text or null. The value is an object.'],
    ]);
  });

  it('of a discriminated union names the discriminator and its values', () => {
    const Shape = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), x: z.int() }),
      z.object({ kind: z.literal('b') }),
    ]);
    expect(errorsOf(Shape, { kind: 'c' })).toEqual([['/kind', 'choice', expect.stringContaining('a or b')]]);
    expect(errorsOf(Shape, {})).toEqual([['/kind', 'missing', expect.stringContaining('a or b')]]);
    expect(errorsOf(Shape, { kind: 'a', x: '1' })).toEqual([['/x', 'type', expect.any(String)]]);
  });

  it('of a member name points to the member', () =>
    expect(errorsOf(z.record(z.string().max(2), z.int()), { abc: 1 })).toEqual([
      ['/abc', 'length', 'The name is not allowed: expected at most 2 characters.'],
    ]));

  it('inside a text that the schema splits points to the text and quotes the part', () => {
    expect(faultsOf('query', ROUTES['list-agents'].query, { skills: 'nlp,!' })).toMatchObject([
      { pointer: '/skills', code: 'format', detail: expect.stringContaining('"!"') },
    ]);
  });

  it('lists every fault of a part at once', () => {
    const Both = z.strictObject({ a: z.int(), b: z.object({ c: z.string() }), d: z.string() });
    expect(errorsOf(Both, { a: 'x', b: { c: 1 }, e: 1 }).map(([pointer]) => pointer)).toEqual([
      '/a',
      '/b/c',
      '/d',
      '/e',
    ]);
  });

  it('shortens the refused value, and cuts no character in half', () => {
    const [error] = errorsOf(z.enum(['a']), '😀'.repeat(90));
    expect(error?.[2]).toBe(`Expected "a". The value is "${'😀'.repeat(40)}…".`);
  });

  it.each(['signature', 'payToSignature', 'proof', 'presentation', 'accessToken', 'ownerCommitment'])(
    'does not repeat a value of %s, which may be a credential',
    (name) =>
      expect(errorsOf(z.object({ [name]: z.object({ a: z.uuid() }) }), { [name]: { a: 'hidden' } })).toEqual([
        [`/${name}/a`, 'format', 'Expected a UUID.'],
      ]),
  );
});
