/** Checks the OpenAPI document of the whole contract: by two independent validators, and by the contract itself. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import * as z from 'zod';
import { isRawResponse, type RouteDeclaration } from '../route.ts';
import { ROUTES } from '../routes.ts';
import { SLICES } from '../slices.ts';
import { API_VERSION } from '../version.ts';
import { exampleOf } from './example.ts';
import { mapSchemas } from './json-schema-walk.ts';
import { openApiOf } from './open-api.ts';
import type { JsonObject } from './wire-schema.ts';

const document = openApiOf(SLICES, {
  serverUrl: 'https://registry.example',
  tokenUrl: 'https://auth.example/oauth2/token',
  version: API_VERSION,
});
const schemas = document.components['schemas'] as Readonly<Record<string, JsonObject>>;
const resolve = (ref: string): JsonObject => schemas[ref.slice(ref.lastIndexOf('/') + 1)] ?? {};

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonObject;
}
type Content = Readonly<Record<string, { readonly schema: JsonObject; readonly example?: unknown }>>;
interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

const routes: readonly (readonly [string, RouteDeclaration, Operation])[] = Object.entries<RouteDeclaration>(
  ROUTES,
).map(([id, route]) => [id, route, document.paths[route.path]?.[route.method.toLowerCase()] as unknown as Operation]);
const exampleFor = (operation: Operation, status: string): unknown =>
  operation.responses[status]?.content?.['application/json']?.example;

describe('the published OpenAPI document', () => {
  it('fits the JSON Schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(
      JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
    );
    expect([valid, errors]).toEqual([true, undefined]);
  });

  describe('by the rules of Redocly', () => {
    let faults: readonly string[];
    beforeAll(async () => {
      const config = await createConfig({
        extends: ['recommended-strict'],
        rules: {
          'no-invalid-media-type-examples': 'error',
          'no-invalid-parameter-examples': 'error',
          'no-invalid-schema-examples': 'error',
          'no-required-schema-properties-undefined': 'error',
          'no-schema-type-mismatch': 'error',
          'no-unused-components': 'error',
          'parameter-description': 'error',
          'tag-description': 'error',
        },
      });
      const found = await lintFromString({ source: JSON.stringify(document), config });
      faults = found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`);
    });

    it('has no fault, and examples that fit their schemas', () => expect(faults).toEqual([]));
  });

  it('names components in letters and digits', () =>
    expect(Object.keys(schemas).filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual([]));

  it('refers only to components that exist', () => {
    const text = JSON.stringify(document);
    const missing = [...text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)].filter(
      ([, kind = '', name = '']) => !(name in (document.components[kind] as object)),
    );
    expect(missing.map(([ref]) => ref)).toEqual([]);
  });
});

describe('the examples', () => {
  it.each(routes.flatMap((each) => (each[1].body === undefined ? [] : [each])))(
    'of %s have a body that the route accepts',
    (_, { body }, { requestBody }) => {
      const result = z.safeParse(body as z.ZodType, Object.values(requestBody?.content ?? {})[0]?.example);
      expect(result.error?.issues).toBeUndefined();
    },
  );

  it.each(routes)('of %s have an answer that the contract allows', (_, { responses }, operation) => {
    for (const [status, schema] of Object.entries(responses)) {
      if (isRawResponse(schema)) continue;
      expect(z.safeParse(schema, exampleFor(operation, status)).error?.issues).toBeUndefined();
    }
  });

  it.each(routes)('of %s have parameters that the route accepts', (_, route, { parameters }) => {
    const places = { path: route.params, query: route.query, header: route.headers } as const;
    for (const { name, in: place } of parameters) {
      if (places[place]?.shape[name] === undefined) continue;
      const sent = parameters.filter((each) => each.in === place && (each.required || each.name === name));
      const values = sent.map((each) => [each.name, String(exampleOf(each.schema, resolve))]);
      expect(places[place]?.safeParse(Object.fromEntries(values)).error?.issues).toBeUndefined();
    }
  });
});

/** The schemas of all requests or of all answers, with the schemas that they contain and refer to. */
function reachable(roots: readonly JsonObject[]): readonly JsonObject[] {
  const found: JsonObject[] = [];
  const seen = new Set<string>();
  const visit = (root: JsonObject): void => {
    mapSchemas(root, (schema) => {
      found.push(schema);
      const ref = schema['$ref'];
      if (typeof ref === 'string' && !seen.has(ref)) {
        seen.add(ref);
        visit(resolve(ref));
      }
      return schema;
    });
  };
  roots.forEach(visit);
  return found;
}

const schemasOf = (content: Content | undefined): readonly JsonObject[] =>
  Object.values(content ?? {}).map(({ schema }) => schema);
const requests = reachable(
  routes.flatMap(([, , { parameters, requestBody }]) => [
    ...parameters.map(({ schema }) => schema),
    ...schemasOf(requestBody?.content),
  ]),
);
const answers = reachable([
  ...routes.flatMap(([, , { responses }]) => Object.values(responses).flatMap(({ content }) => schemasOf(content))),
  resolve('Problem'),
]);

describe('the openness of schemas', () => {
  it('closes objects and enums of requests, apart from those of x402 and snarkjs', () => {
    const open = requests.filter((schema) => 'properties' in schema && schema['additionalProperties'] !== false);
    const named = Object.entries(schemas).flatMap(([name, schema]) =>
      open.some((each) => same(each, schema)) ? [name] : [],
    );
    expect(named.toSorted()).toEqual([
      'FacilitatorRequest',
      'Groth16Proof',
      'PaymentPayload',
      'PaymentRequirements',
      'ResourceInfo',
    ]);
    expect(requests.filter((schema) => 'x-extensible-enum' in schema)).toEqual([]);
  });

  it('opens objects and enums of answers', () => {
    expect(answers.filter((schema) => schema['additionalProperties'] === false)).toEqual([]);
    expect(answers.filter((schema) => 'enum' in schema)).toEqual([]);
  });

  it('gives every union of objects in an answer a variant for later ones', () => {
    const unions = answers.flatMap((schema) => {
      const variants = ((schema['anyOf'] ?? schema['oneOf'] ?? []) as readonly JsonObject[]).map((variant) =>
        typeof variant['$ref'] === 'string' ? resolve(variant['$ref']) : variant,
      );
      return variants.filter((each) => 'properties' in each).length > 1 ? [schema] : [];
    });
    expect(unions.length).toBeGreaterThan(0);
    for (const { anyOf } of unions) expect(JSON.stringify(anyOf)).toMatch(/"#\/components\/schemas\/\w+Other"}]$/);
  });
});

function same(left: JsonObject, right: JsonObject): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

it('describes every named schema', () => {
  const bodies = /(?:Request|Response)\d*$/;
  const without = Object.entries(schemas).filter(([name, schema]) => !bodies.test(name) && !('description' in schema));
  expect(without.map(([name]) => name)).toEqual([]);
});
