import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { open } from '../access.ts';
import { CONTRACT, contractOf, type Contract } from '../contract.ts';
import { deprecated, deprecatedValues, NOTICE_DAYS, type Deprecation, type IsoDate } from '../deprecation.ts';
import { event } from '../event.ts';
import { route, type RouteDeclaration } from '../route.ts';
import { deprecatedPlaces, placeName } from './deprecated-places.ts';
import { deprecationFaults } from './deprecation-faults.ts';
import { deprecationNotice, type SentParts } from './deprecation-headers.ts';
import { eventSchemaOf } from './event-schema.ts';
import { openApiOf } from './open-api.ts';
import { wireSchema } from './wire-schema.ts';

const OLD: Deprecation = { since: '2026-12-01', sunset: '2027-06-01', successor: 'fresh' };
const OLDER: Deprecation = { since: '2026-11-01', sunset: '2027-09-01' };
const gone = z.string().optional().meta(deprecated(OLD));
const Kind = z.enum(['a', 'b', 'z']).meta(deprecatedValues({ z: { ...OLDER, successor: 'a' } }));

const CANONICAL: RouteDeclaration = route({
  id: 'get-it',
  method: 'GET',
  path: '/things/{name}',
  summary: 'Get it',
  params: z.object({ name: z.string() }),
  query: z.strictObject({ fresh: z.string().optional(), old: gone, kind: Kind.optional() }),
  responses: { 200: z.object({ fresh: z.string(), old: gone }) },
  problems: [],
  access: open('It is public.'),
  needs: [],
});
const FORMER: RouteDeclaration = {
  ...CANONICAL,
  id: 'get-former',
  path: '/thing',
  params: undefined as never,
  query: z.strictObject({ name: z.string() }),
  responses: { 200: z.object({}) },
  deprecated: { ...OLDER, successor: '/things/{name}', note: 'Its answer is the same.' },
};
const EVENT = event({
  id: 'happened',
  source: 'pos.a',
  name: 'Happened',
  version: 1,
  summary: 'It happened.',
  detail: z.object({ eventId: z.uuid(), fresh: z.string(), old: gone }),
  deprecated: { ...OLD, successor: 'Happened.v2' },
});
const NEXT = event({ ...EVENT, id: 'happened-2', version: 2, detail: z.object({}), deprecated: undefined as never });
const contract = (routes: readonly RouteDeclaration[]): Contract =>
  contractOf([{ id: 'a', tag: 'a', summary: 'A', routes, events: [EVENT, NEXT] }]);
const sent = (parts: Partial<SentParts>): SentParts => ({
  path: {},
  query: {},
  headers: {},
  body: undefined,
  ...parts,
});
const headersOf = (declaration: RouteDeclaration, parts: Partial<SentParts> = {}) =>
  deprecationNotice(declaration)?.(sent(parts), 'https://api.example');

describe('the title of a link', () => {
  it('has printable ASCII alone, with quotes and backslashes escaped', () => {
    const noted: RouteDeclaration = { ...FORMER, deprecated: { ...OLDER, note: 'Say "a\\b" – é.' } };
    const { link } = deprecationNotice(noted)?.(sent({}), 'https://api.example') ?? {};
    expect(link).toContain(String.raw`Say \"a\\b\" ? ?."`);
  });
});

describe('deprecatedPlaces', () => {
  const inside: readonly (readonly [string, (schema: z.ZodType) => z.ZodType, string])[] = [
    ['a member', (schema) => z.object({ m: schema }), 'm.'],
    ['an array', (schema) => z.array(schema), '*.'],
    ['a record', (schema) => z.record(z.string(), schema), '*.'],
    ['an option', (schema) => z.union([z.string(), schema]), ''],
    ['an intersection', (schema) => z.intersection(z.object({ x: z.string() }), schema), ''],
    ['optional', (schema) => schema.optional(), ''],
    ['nullable', (schema) => schema.nullable(), ''],
    ['read-only', (schema) => schema.readonly(), ''],
    ['refined', (schema) => schema.refine(() => true), ''],
    ['transformed', (schema) => schema.transform(() => 1), ''],
    ['preprocessed', (schema) => z.preprocess((value) => value, schema), ''],
    ['lazy', (schema) => z.lazy(() => schema), ''],
  ];

  it('finds a member and a value within any wrapping', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...inside), { maxLength: 5 }), (layers) => {
        const core: z.ZodType = z.object({ fresh: z.string(), old: gone, kind: Kind });
        const schema = layers.reduce((inner, [, wrap]) => wrap(inner), core);
        const prefix = layers.toReversed().reduce((path, [, , part]) => path + part, '');
        expect(deprecatedPlaces(schema).map(placeName)).toEqual([`${prefix}old`, `${prefix}kind=z`]);
      }),
    ));

  it('ends at a recursive schema and names a place once', () => {
    interface Tree {
      readonly old?: string | undefined;
      readonly children: readonly Tree[];
    }
    const Tree: z.ZodType<Tree> = z.object({ old: gone, children: z.array(z.lazy(() => Tree)) });
    expect(deprecatedPlaces(z.union([Tree, z.object({ old: gone })])).map(placeName)).toEqual(['old']);
  });
});

describe('a deprecation in OpenAPI', () => {
  const document = openApiOf(contract([CANONICAL, FORMER]).slices, { serverUrl: '', tokenUrl: '', version: '1' });
  const operation = (path: string) => document.paths[path]?.['get'] as { parameters: { name: string }[] };

  it('marks the operation and gives dates and successor in words', () => {
    expect(operation('/thing')).toMatchObject({
      deprecated: true,
      'x-sunset': '2027-09-01',
      description:
        'Deprecated since 2026-11-01; may be removed from 2027-09-01 on. Use /things/{name} instead. Its answer is the same.',
    });
    expect(operation('/things/{name}')).not.toHaveProperty('deprecated');
  });

  it('marks a parameter, a member and a value', () => {
    const parameters = operation('/things/{name}').parameters;
    const byName = (name: string) => parameters.find((each) => each.name === name);
    expect(byName('old')).toMatchObject({
      deprecated: true,
      description: expect.stringContaining('Use fresh instead.'),
      schema: { 'x-sunset': '2027-06-01' },
    });
    expect(byName('fresh')).not.toHaveProperty('deprecated');
    expect(byName('kind')).toMatchObject({
      description: expect.stringMatching(/^The value z: Deprecated since 2026-11-01; .* Use a instead\.$/),
      schema: { 'x-deprecated-values': { z: '2027-09-01' } },
    });
    expect(wireSchema(CANONICAL.responses[200] as z.ZodType)).toMatchObject({
      properties: { old: { deprecated: true } },
    });
  });

  it('leaves none of the contract’s own keywords', () =>
    expect(JSON.stringify(document)).not.toMatch(/"deprecation"|"deprecatedValues"/));

  it('is in the schema of an event', () => {
    const schema = eventSchemaOf(EVENT);
    expect(schema['description']).toBe(
      'It happened. Deprecated since 2026-12-01; may be removed from 2027-06-01 on. Use Happened.v2 instead.',
    );
    expect(JSON.stringify(schema)).toContain('Use fresh instead.');
    expect(eventSchemaOf(NEXT)['description']).toBe('It happened.');
  });
});

describe('the headers of an answer', () => {
  it('announce the removal of the route and link its successor', () =>
    expect(headersOf(FORMER, { query: { name: 'a b' } })).toEqual({
      deprecation: '@1793491200',
      sunset: 'Wed, 01 Sep 2027 00:00:00 GMT',
      link:
        '<https://api.example/docs#get-former>; rel="deprecation"; type="text/html"; ' +
        'title="The route get-former: Deprecated since 2026-11-01; may be removed from 2027-09-01 on. Use /things/{name} instead. Its answer is the same.", ' +
        '<https://api.example/things/a%20b>; rel="successor-version"',
    }));

  it('link no successor whose path the request cannot fill', () =>
    expect(headersOf(FORMER)?.['link']).not.toContain('successor-version'));

  it('announce the earliest dates of the names that the request used', () => {
    expect(headersOf(CANONICAL, { query: { fresh: 'x', kind: 'a' } })).toEqual({});
    expect(headersOf(CANONICAL, { query: { old: 'x', kind: 'z' } })).toMatchObject({
      deprecation: '@1793491200',
      sunset: 'Tue, 01 Jun 2027 00:00:00 GMT',
      link: expect.stringMatching(/#get-it\.query\.old>.*The query parameter old: .*#get-it\.query\.kind%3Dz>/),
    });
  });

  it('announce a member of the body at any depth', () => {
    const post = { ...CANONICAL, body: z.object({ items: z.array(z.object({ old: gone })) }) };
    const link = (body: unknown) => headersOf(post, { body })?.['link'];
    expect(link({ items: [{}, { old: 'x' }] })).toContain('body member items.*.old');
    for (const without of [undefined, null, 7, {}, { items: [{}] }, { old: 'x' }])
      expect(link(without)).toBeUndefined();
  });

  it('are none for a route without deprecations', () =>
    expect(deprecationNotice({ ...CANONICAL, query: z.object({}) })).toBeUndefined());
});

describe('deprecationFaults', () => {
  const today = new Date('2026-12-02');
  const faultsOf = (more: Partial<Deprecation>, now = today) =>
    deprecationFaults(
      contract([CANONICAL, { ...FORMER, deprecated: { ...OLD, successor: '/things/{name}', ...more } }]),
      now,
    );

  it('are none for dates in the future, a long notice and declared successors', () => expect(faultsOf({})).toEqual([]));

  it('name a sunset that has come', () =>
    expect(faultsOf({}, new Date('2027-06-01'))).toContain(
      'get-former: the sunset 2027-06-01 has come. Remove the name, or announce a later sunset.',
    ));

  it('name a notice period of less than 180 days, and no other', () => {
    const since = Date.parse('2026-12-01');
    const after = (days: number) => new Date(since + days * 86_400_000).toISOString().slice(0, 10) as IsoDate;
    expect(faultsOf({ sunset: after(NOTICE_DAYS) })).toEqual([]);
    expect(faultsOf({ sunset: after(NOTICE_DAYS - 1) })).toEqual([
      'get-former: the sunset 2027-05-29 is less than 180 days after 2026-12-01. Choose a later sunset.',
    ]);
  });

  it('name a successor that is not declared, and a date that does not exist', () => {
    expect(faultsOf({ successor: '/nothing' })).toEqual([
      'get-former: the successor /nothing is not one of /things/{name}, /thing. Name one of them.',
    ]);
    expect(faultsOf({ since: '2026-13-01' })).toEqual(['get-former: write since and sunset as YYYY-MM-DD.']);
  });

  it('name places within routes and events', () => {
    const later = new Date('2028-01-01');
    expect(faultsOf({}, later).map((fault) => fault.split(':')[0])).toEqual([
      'get-it.query.old',
      'get-it.query.kind=z',
      'get-it.answer.old',
      'get-former',
      'happened',
      'happened.old',
    ]);
  });

  it('are none in the registry’s contract today', () => expect(deprecationFaults(CONTRACT, new Date())).toEqual([]));
});
