import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { open } from './access.ts';
import { CONTRACT } from './contract.ts';
import { openApiOf } from './derive/open-api.ts';
import { atAlias, namesIn, operationIdOf, placesOf } from './places.ts';
import { route, type RouteDeclaration } from './route.ts';

const SCORE: RouteDeclaration = route({
  id: 'get-it',
  method: 'GET',
  path: '/worth/{list}',
  aliases: ['/lists/{list}/things/{name}/worth', '/price/{list}'],
  summary: 'Get it',
  params: z.object({ list: z.string() }),
  query: z.strictObject({ name: z.string(), of: z.string().optional() }).refine(() => true),
  responses: { 200: z.object({}) },
  problems: [],
  access: open('It is public.'),
  needs: [],
});

describe('the places of a route', () => {
  it('are its path and its aliases', () =>
    expect(placesOf(SCORE).map(({ path, aliasOf }) => [path, aliasOf])).toEqual([
      ['/worth/{list}', undefined],
      ['/lists/{list}/things/{name}/worth', '/worth/{list}'],
      ['/price/{list}', '/worth/{list}'],
    ]));

  it('have a name of the query in the path if the alias has it, and only there', () => {
    const [, moved, same] = placesOf(SCORE);
    expect(Object.keys(moved?.params?.shape ?? {}).toSorted()).toEqual(['list', 'name']);
    expect(moved?.query?.safeParse({ of: 'x' }).success).toBe(true);
    expect(moved?.query?.safeParse({ name: 'x' }).success).toBe(false);
    expect([same?.params, same?.query]).toEqual([SCORE.params, SCORE.query]);
  });

  it('have operation ids of their own', () =>
    expect(placesOf(SCORE).map(operationIdOf)).toEqual([
      'get-it',
      'get-it-at-lists-list-things-name-worth',
      'get-it-at-price-list',
    ]));

  it.each(['/things/{other}/{list}', '/things/{name}'] as const)(
    'may not be %s, which has a foreign name or lacks one',
    (alias) => expect(() => atAlias(SCORE, alias)).toThrow(/The alias .* of the route get-it must have/),
  );
});

describe('an alias in OpenAPI', () => {
  const document = openApiOf([{ id: 'a', tag: 'a', summary: 'A', routes: [SCORE] }], {
    serverUrl: '',
    tokenUrl: '',
    version: '1',
  });

  it('has its own parameters and says of which path it is the alias', () => {
    const alias = document.paths['/lists/{list}/things/{name}/worth']?.['get'];
    expect(alias).toMatchObject({
      'x-alias-of': '/worth/{list}',
      description: 'The same as GET /worth/{list}, to which the answer links as canonical.',
    });
    const parameters = (alias?.['parameters'] ?? []) as { name: string; in: string; required: boolean }[];
    expect(parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual([
      ['list', 'path', true],
      ['name', 'path', true],
      ['of', 'query', false],
      ['if-none-match', 'header', false],
    ]);
    expect(document.paths['/worth/{list}']?.['get']).not.toHaveProperty('x-alias-of');
  });
});

describe('the registry', () => {
  it.each([
    ['register-agent', 'POST /agents', 'POST /register-agent'],
    ['get-score', 'GET /reputation/score', 'GET /agents/{did}/score'],
    ['explain-score', 'GET /reputation/explain', 'GET /agents/{did}/score/explanation'],
    ['get-score-history', 'GET /reputation/history', 'GET /agents/{did}/score/history'],
    ['get-reputation-report', 'GET /reputation/report', 'GET /agents/{did}/score/report'],
  ])('serves %s at %s and at %s', (id, ...places) => {
    const declared = CONTRACT.routes[id];
    expect((declared === undefined ? [] : placesOf(declared)).map(({ method, path }) => `${method} ${path}`)).toEqual(
      places,
    );
  });

  it('has aliases that fit their routes', () => {
    for (const place of Object.values(CONTRACT.routes).flatMap(placesOf))
      expect([place.path, Object.keys(place.params?.shape ?? {}).toSorted()]).toEqual([
        place.path,
        namesIn(place.path).toSorted(),
      ]);
  });
});
