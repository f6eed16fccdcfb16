import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PROBLEMS } from '../problem.ts';
import { problemsOf, type RouteDeclaration } from '../route.ts';
import { routes } from '../testing/declarations.ts';
import { openApiOf } from './open-api.ts';
import { isConditional } from './response-headers.ts';

const options = { serverUrl: 'https://api.example', tokenUrl: 'https://auth.example/token', version: '1' };
const documentOf = (declared: readonly RouteDeclaration[]) =>
  openApiOf([{ id: 'things', tag: 'things', summary: 'Things.', routes: declared }], options);

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, Described>>;
  readonly security: readonly object[];
}

type Described = { readonly description: string };

/** Runs a check on every route of any list of routes. */
const forEvery = (check: (route: RouteDeclaration, operation: Operation) => void): void =>
  fc.assert(
    fc.property(routes, (declared) => {
      const { paths, components } = documentOf(declared);
      const shared = components['responses'] as Readonly<Record<string, Described>>;
      for (const route of declared) {
        const operation = paths[route.path]?.[route.method.toLowerCase()] as unknown as Operation;
        const responses = Object.fromEntries(
          Object.entries(operation.responses).map(([status, response]) => [
            status,
            { ...shared[String(Object(response)['$ref']).replace('#/components/responses/', '')], ...response },
          ]),
        );
        check(route, { ...operation, responses });
      }
    }),
  );

describe('the OpenAPI document', () => {
  it('has an operation for every route under its path, method and tag', () =>
    forEvery((route, { operationId, tags }) => {
      expect(operationId).toBe(route.id);
      expect(tags).toEqual(['things']);
    }));

  it('answers with the declared statuses and with those of every problem, and with no other but 304', () =>
    forEvery((route, { responses }) => {
      const declared = Object.keys(route.responses);
      const refused = problemsOf(route).map((code) => String(PROBLEMS[code].status));
      const conditional = isConditional(route) ? ['304'] : [];
      expect(Object.keys(responses).toSorted()).toEqual(
        [...new Set([...declared, ...refused, ...conditional])].toSorted(),
      );
    }));

  it('names every problem under its status', () =>
    forEvery((route, { responses }) => {
      for (const code of problemsOf(route))
        expect(responses[PROBLEMS[code].status]?.description).toContain(`\`${code}\``);
    }));

  it('asks for a parameter of the path always, and for one of the query where its schema does', () =>
    forEvery((route, { parameters }) => {
      const inPath = parameters.filter((each) => each.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`).join('/')).toBe(route.path.split('/').slice(2).join('/'));
      expect(inPath.every(({ required }) => required)).toBe(true);
      const inQuery = parameters.filter((each) => each.in === 'query').map(({ name, required }) => [name, required]);
      expect(inQuery).toEqual(
        route.query === undefined
          ? []
          : [
              ['limit', false],
              ['q', true],
            ],
      );
    }));

  it('takes a body where the route has one, a token where it requires a scope, and a key where it is metered', () =>
    forEvery((route, { requestBody, security }) => {
      expect(requestBody !== undefined).toBe(route.body !== undefined);
      const [first] = security;
      expect([security.length > 0, first !== undefined && 'apiKey' in first]).toEqual([
        route.access.kind !== 'open',
        route.access.kind === 'metered',
      ]);
    }));

  it('survives JSON unchanged', () =>
    fc.assert(
      fc.property(routes, (declared) => {
        const document = documentOf(declared);
        expect(JSON.parse(JSON.stringify(document))).toEqual(document);
      }),
    ));
});
