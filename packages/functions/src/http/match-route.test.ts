import { describe, expect, it } from '@jest/globals';
import { ROUTES } from '@pos/contract/routes.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { matchBehindStage, matchRoute } from './match-route.ts';

const routes: readonly RouteDeclaration[] = Object.values(ROUTES);
const found = (method: string, path: string) => {
  const match = matchRoute(routes, method, path);
  return match.kind === 'route' ? [match.route.id, match.params] : match;
};

describe('matchRoute', () => {
  it.each(routes.map(({ id, method, path }) => [id, method, path.replaceAll(/\{[^}]+\}/g, 'x')] as const))(
    'finds %s',
    (id, method, path) => {
      expect(found(method, path)).toEqual([id, expect.anything()]);
    },
  );

  it('returns path segments as they were sent', () =>
    expect(found('GET', '/agents/did%3Aweb%3Aa.example%253A8443')).toEqual([
      'get-agent',
      { did: 'did%3Aweb%3Aa.example%253A8443' },
    ]));

  it.each(['/agents/', '/agents//capabilities', '/agents/a/b', '/AGENTS', '//agents', '/agents/x/capabilities/'])(
    'knows no %s',
    (path) => expect(found('GET', path)).toEqual({ kind: 'nothing' }),
  );

  it('names the methods of a path', () =>
    expect(found('POST', '/agents/x/capabilities')).toEqual({
      kind: 'wrong-method',
      allow: ['GET', 'HEAD', 'PATCH', 'PUT', 'OPTIONS'],
    }));

  it.each(routes.map(({ id, method, path }) => [id, method, path.replaceAll(/\{[^}]+\}/g, 'x')] as const))(
    'finds for a HEAD the GET of the path of %s, and nothing where there is none',
    (_, __, path) => {
      const match = matchRoute(routes, 'HEAD', path);
      const read = matchRoute(routes, 'GET', path);
      if (read.kind === 'route') expect(match).toEqual(read);
      else expect(match).toMatchObject({ kind: 'wrong-method', allow: expect.not.arrayContaining(['HEAD']) });
    },
  );

  it('prefers literal segments to named ones', () => {
    const [agent] = routes.filter(({ id }) => id === 'get-agent');
    const literal = { ...(agent as RouteDeclaration), id: 'literal', path: '/agents/me' as const };
    expect(matchRoute([agent as RouteDeclaration, literal], 'GET', '/agents/me')).toMatchObject({
      route: { id: 'literal' },
    });
  });
});

describe('matchBehindStage', () => {
  it.each(routes.map(({ id, method, path }) => [id, method, path.replaceAll(/\{[^}]+\}/g, 'x')] as const))(
    'finds %s with and without the stage in front',
    (id, method, path) => {
      for (const sent of [path, `/dev${path}`])
        expect(matchBehindStage(routes, method, sent, 'dev')).toMatchObject({ kind: 'route', route: { id } });
    },
  );

  it('prefers a whole path to a path behind a stage', () =>
    expect(matchBehindStage(routes, 'GET', '/agents/x', 'agents')).toMatchObject({
      route: { id: 'get-agent' },
      params: { did: 'x' },
    }));

  it.each([
    ['/prod/events', 'dev'],
    ['/dev/dev/events', 'dev'],
    ['/developer/events', 'dev'],
    ['//events', 'dev'],
    ['//events', undefined],
  ])('knows no %s in stage %s', (path, stage) =>
    expect(matchBehindStage(routes, 'GET', path, stage)).toEqual({ kind: 'nothing' }),
  );
});
