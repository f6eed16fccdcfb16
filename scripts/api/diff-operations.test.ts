import { describe, expect, it } from '@jest/globals';
import { diffDocuments } from './diff-operations.ts';
import type { Change, JsonObject } from './change.ts';

const TODAY = '2026-12-01';
const text = { type: 'string' };

/** A small API with every part that is compared. A planted change edits a copy of it. */
const RELEASED: JsonObject = {
  paths: {
    '/things': {
      get: {
        operationId: 'list-things',
        security: [],
        parameters: [
          { name: 'colour', in: 'query', schema: { type: 'string', enum: ['red', 'blue'] } },
          { name: 'old', in: 'query', deprecated: true, schema: { ...text, 'x-sunset': '2026-11-30' } },
          { name: 'If-Match', in: 'header', schema: text },
        ],
        responses: {
          200: {
            headers: { ETag: {} },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Things' } } },
          },
          404: { $ref: '#/components/responses/Problem404' },
        },
      },
      post: {
        operationId: 'make-thing',
        security: [{ accessToken: ['things.write'] }],
        parameters: [],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { name: { ...text, maxLength: 9 }, note: { ...text, default: 'short' } },
                required: ['name'],
                additionalProperties: false,
              },
            },
          },
        },
        responses: { 201: { content: { 'application/json': { schema: {} } } } },
      },
      delete: { operationId: 'remove-things', deprecated: true, 'x-sunset': '2026-11-30', responses: {} },
    },
  },
  components: {
    schemas: {
      Things: {
        type: 'object',
        properties: {
          things: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
          next: { type: ['string', 'null'] },
        },
        required: ['things', 'next'],
      },
      Thing: {
        type: 'object',
        properties: {
          kind: { ...text, 'x-extensible-enum': ['tool', 'toy'] },
          weight: { type: 'integer', minimum: 1 },
        },
        required: ['kind', 'weight'],
      },
      Problem: { type: 'object', properties: { code: text, cure: text }, required: ['code', 'cure'] },
    },
    responses: {
      Problem404: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  },
};

const GET = 'paths > /things > get';
const POST = 'paths > /things > post';
const BODY = `${POST} > requestBody > content > application/json > schema`;
const THING = 'components > schemas > Thing';

/** A copy of the API in which the value at a path is another one, or is missing. */
function planted(path: string, value: unknown): JsonObject {
  const copy = JSON.parse(JSON.stringify(RELEASED)) as JsonObject;
  const keys = path.split(' > ');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<unknown>((at, key) => (at as JsonObject)[key], copy) as Record<string, unknown>;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

const told = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ kind, where, what }) => `${kind}: ${where}: ${what}`);

const parameters = (RELEASED['paths'] as Record<string, Record<string, { parameters: readonly JsonObject[] }>>)[
  '/things'
]?.['get']?.parameters as readonly JsonObject[];
const [colour, old, ifMatch] = parameters;
const made = { type: 'object', properties: {}, required: [] };

describe('a planted change', () => {
  it.each<[planting: string, path: string, value: unknown, wanted: readonly string[]]>([
    ['an operation is gone', GET, undefined, ['breaking: GET /things: The operation is gone.']],
    [
      'an operation is gone after its sunset',
      'paths > /things > delete',
      undefined,
      ['additive: DELETE /things: The operation is gone after its announced end.'],
    ],
    [
      'an operation is new',
      'paths > /others',
      { get: { operationId: 'list-others', responses: {} } },
      ['additive: GET /others: The operation is new.'],
    ],
    [
      'an operation has another name',
      `${GET} > operationId`,
      'find-things',
      ['breaking: GET /things: Its operationId is find-things, formerly list-things.'],
    ],
    ['an operation is deprecated', `${GET} > deprecated`, true, ['deprecated: GET /things: It is deprecated.']],
    [
      'an open operation needs a token',
      `${GET} > security`,
      [{ accessToken: ['things.read'] }],
      ['breaking: GET /things: The credentials "none" no longer suffice.'],
    ],
    [
      'an operation needs another scope',
      `${POST} > security`,
      [{ accessToken: ['things.make'] }],
      ['breaking: POST /things: The credentials "accessToken, accessToken things.write" no longer suffice.'],
    ],
    [
      'an operation accepts another scope besides',
      `${POST} > security`,
      [{ accessToken: ['things.make'] }, { accessToken: ['things.write'] }],
      [],
    ],
    [
      'a parameter is gone',
      `${GET} > parameters`,
      [colour, old],
      ['breaking: GET /things header if-match: It is gone.'],
    ],
    [
      'a parameter is gone after its sunset',
      `${GET} > parameters`,
      [colour, ifMatch],
      ['additive: GET /things query old: It is gone after its announced end.'],
    ],
    [
      'a header is written in other letters',
      `${GET} > parameters`,
      [colour, old, { ...ifMatch, name: 'if-match' }],
      [],
    ],
    [
      'an optional parameter is new',
      `${GET} > parameters`,
      [...parameters, { name: 'size', in: 'query', schema: text }],
      ['additive: GET /things query size: It is new.'],
    ],
    [
      'a required parameter is new',
      `${GET} > parameters`,
      [...parameters, { name: 'size', in: 'query', required: true, schema: text }],
      ['breaking: GET /things query size: It is new and required.'],
    ],
    [
      'a parameter is required',
      `${GET} > parameters`,
      [{ ...colour, required: true }, old, ifMatch],
      ['breaking: GET /things query colour: It is required now.'],
    ],
    [
      'a parameter is deprecated',
      `${GET} > parameters`,
      [
        { ...colour, deprecated: true, schema: { ...Object(colour?.['schema']), 'x-sunset': '2027-06-01' } },
        old,
        ifMatch,
      ],
      ['deprecated: GET /things query colour: It is deprecated and may be removed from 2027-06-01 on.'],
    ],
    [
      'a value of a parameter is gone',
      `${GET} > parameters`,
      [{ ...colour, schema: { type: 'string', enum: ['red'] } }, old, ifMatch],
      ['breaking: GET /things query colour: The value "blue" is gone.'],
    ],
    [
      'a member of a body must be one of a list',
      `${BODY} > properties > name > enum`,
      ['cup'],
      ['breaking: POST /things body.name: It is one of ["cup"] now, formerly any value of its type.'],
    ],
    [
      'a member of a body is gone',
      `${BODY} > properties > note`,
      undefined,
      ['breaking: POST /things body.note: It is gone.'],
    ],
    [
      'an optional member of a body is new',
      `${BODY} > properties > tag`,
      text,
      ['additive: POST /things body.tag: It is new.'],
    ],
    [
      'a member of a body is required',
      `${BODY} > required`,
      ['name', 'note'],
      ['breaking: POST /things body.note: It is required now.'],
    ],
    [
      'a member of a body must be shorter',
      `${BODY} > properties > name > maxLength`,
      8,
      ['breaking: POST /things body.name: Its maxLength is 8, formerly 9.'],
    ],
    [
      'a member of a body may be longer',
      `${BODY} > properties > name > maxLength`,
      undefined,
      ['additive: POST /things body.name: Its maxLength is none, formerly 9.'],
    ],
    [
      'a member of a body has another default',
      `${BODY} > properties > note > default`,
      'long',
      ['breaking: POST /things body.note: Its default is "long", formerly "short".'],
    ],
    [
      'a body accepts unknown members',
      `${BODY} > additionalProperties`,
      undefined,
      ['additive: POST /things body: Unknown members are accepted now.'],
    ],
    ['a body is gone', `${POST} > requestBody`, undefined, ['breaking: POST /things body: It is gone.']],
    [
      'an answer has another status',
      `${POST} > responses`,
      { 202: { content: {} } },
      [
        'breaking: POST /things answer 201: The status is gone.',
        'breaking: POST /things answer 202: The status is new.',
      ],
    ],
    [
      'a refusal is new',
      `${POST} > responses > 409`,
      { $ref: '#/components/responses/Problem404' },
      ['additive: POST /things answer 409: The status is new.'],
    ],
    [
      'an answer of any form has a form',
      `${POST} > responses > 201 > content > application/json > schema`,
      made,
      ['additive: POST /things answer 201: It has a narrower type now.'],
    ],
    [
      'a header of an answer is gone',
      `${GET} > responses > 200 > headers`,
      {},
      ['breaking: GET /things answer 200: The header etag is gone.'],
    ],
    [
      'a member of a shared schema of answers is gone',
      `${THING} > properties > weight`,
      undefined,
      ['breaking: GET /things answer 200.things[].weight: It is gone.'],
    ],
    [
      'a member of an answer may be missing',
      `${THING} > required`,
      ['kind'],
      ['breaking: GET /things answer 200.things[].weight: It is optional now.'],
    ],
    [
      'a value of an answer is new',
      `${THING} > properties > kind > x-extensible-enum`,
      ['tool', 'toy', 'art'],
      ['additive: GET /things answer 200.things[].kind: The value "art" is new.'],
    ],
    [
      'a value of an answer is gone',
      `${THING} > properties > kind > x-extensible-enum`,
      ['tool'],
      ['breaking: GET /things answer 200.things[].kind: The value "toy" is gone.'],
    ],
    [
      'an answer may be lower',
      `${THING} > properties > weight > minimum`,
      0,
      ['breaking: GET /things answer 200.things[].weight: Its minimum is 0, formerly 1.'],
    ],
    [
      'an answer may be a fraction',
      `${THING} > properties > weight > type`,
      'number',
      ['breaking: GET /things answer 200.things[].weight: Its type is number, formerly integer.'],
    ],
    [
      'an answer may be null',
      `${THING} > properties > weight > type`,
      ['integer', 'null'],
      ['breaking: GET /things answer 200.things[].weight: It may be of the type null now.'],
    ],
    [
      'an answer is never null',
      'components > schemas > Things > properties > next > type',
      'string',
      ['additive: GET /things answer 200.next: It is never of the type null any more.'],
    ],
    [
      'a member of an answer is withheld',
      `${THING} > properties > weight > x-visibility`,
      'subject',
      ['breaking: GET /things answer 200.things[].weight: It was public and is now for the audience "subject" only.'],
    ],
    [
      'every problem loses a member',
      'components > schemas > Problem > properties > cure',
      undefined,
      ['breaking: problem.cure: It is gone.'],
    ],
  ])('%s', (_, path, value, wanted) =>
    expect(told(diffDocuments(RELEASED, planted(path, value), TODAY))).toEqual(wanted),
  );

  it('of a union of objects is breaking where a variant is gone, and additive where one is new', () => {
    const one = { type: 'object', properties: { kind: { const: 'one' } }, required: ['kind'] };
    const two = { type: 'object', properties: { kind: { const: 'two' } }, required: ['kind'] };
    const three = { type: 'object', properties: { kind: { const: 'three' } }, required: ['kind'] };
    const path = `${THING} > properties > weight`;
    const union = planted(path, { anyOf: [one, two] });
    expect(told(diffDocuments(union, planted(path, { anyOf: [two, one, three] }), TODAY))).toEqual([
      'additive: GET /things answer 200.things[].weight: The variant "object with kind "three"" is new.',
    ]);
    expect(told(diffDocuments(union, planted(path, { anyOf: [two] }), TODAY))).toEqual([
      'breaking: GET /things answer 200.things[].weight: The variant "object with kind "one"" is gone.',
    ]);
  });
});

it('finds no break where an operation discloses a withheld member only to its subjects', () => {
  const withheld = planted(`${THING} > properties > weight > x-visibility`, 'subject');
  const get = ((withheld['paths'] as JsonObject)['/things'] as Record<string, Record<string, unknown>>)['get'] ?? {};
  get['x-discloses-because'] = 'The caller signed it.';
  expect(diffDocuments(RELEASED, withheld, TODAY)).toEqual([]);
});

it('finds a value gone without a break where its announced end is past', () => {
  const path = `${THING} > properties > kind`;
  const deprecated = (sunset: string) =>
    planted(path, { ...text, 'x-extensible-enum': ['tool', 'toy'], 'x-deprecated-values': { toy: sunset } });
  const present = planted(path, { ...text, 'x-extensible-enum': ['tool'] });
  const kinds = (sunset: string) => diffDocuments(deprecated(sunset), present, TODAY).map(({ kind }) => kind);
  expect([kinds('2026-12-01'), kinds('2026-12-02')]).toEqual([['additive'], ['breaking']]);
});

it('finds no change where a schema moves into a component', () => {
  const inPlace = Object((RELEASED['components'] as JsonObject)['schemas'])['Things'] as unknown;
  const path = `${GET} > responses > 200 > content > application/json > schema`;
  expect(diffDocuments(RELEASED, planted(path, inPlace), TODAY)).toEqual([]);
});
