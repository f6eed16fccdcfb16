import { acceptedScopes, API_KEY_HEADER } from '../access.ts';
import { PROBLEMS, type ProblemCode } from '../problem.ts';
import { FIELD_FAULTS } from '@pos/vocabulary/problem.ts';
import { SCOPES } from '@pos/vocabulary/scope.ts';
import * as z from 'zod';
import { operationIdOf, placesOf, type RoutePlace } from '../places.ts';
import {
  bodyTypeOf,
  IDEMPOTENCY_KEY_HOURS,
  isMetered,
  isRawResponse,
  keepsIdempotencyKeys,
  problemsOf,
  type RawResponse,
  type RouteDeclaration,
} from '../route.ts';
import type { SliceDeclaration } from '../slice.ts';
import { describeVisibility } from './describe-visibility.ts';
import { describeDeprecation, describedOperation, markedParameter } from './deprecation.ts';

type JsonObject = Record<string, unknown>;

/** An OpenAPI 3.1 document. Operations are loosely typed because gateways add members of their own. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: JsonObject;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Record<string, Record<string, JsonObject>>;
  readonly components: JsonObject;
}

export interface OpenApiOptions {
  readonly serverUrl: string;
  readonly tokenUrl: string;
  readonly version: string;
}

/** The wire form of a schema in JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export const wireSchema = (schema: z.ZodType): JsonObject => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: (context) => {
      describeVisibility(context);
      describeDeprecation(context);
    },
  });
  return rest;
};

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'cure'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    cure: { type: 'string', description: 'What the caller can do about the problem.' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['in', 'pointer', 'code', 'detail'],
        properties: {
          in: { type: 'string', 'x-extensible-enum': ['path', 'query', 'headers', 'body'] },
          pointer: {
            type: 'string',
            description: 'JSON pointer (RFC 6901) into the part of the request that "in" names.',
          },
          code: {
            type: 'string',
            'x-extensible-enum': Object.keys(FIELD_FAULTS),
            description: Object.entries(FIELD_FAULTS)
              .map(([code, meaning]) => `${code}: ${meaning}`)
              .join(' '),
          },
          detail: { type: 'string', description: 'What is wrong, in words for people.' },
        },
      },
    },
  },
};

function parametersOf(route: RouteDeclaration): JsonObject[] {
  const parameters = (schema: z.ZodObject | undefined, place: 'path' | 'query' | 'header'): JsonObject[] => {
    if (schema === undefined) return [];
    const { properties = {}, required = [] } = wireSchema(schema) as { properties?: JsonObject; required?: string[] };
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...markedParameter(property),
      schema: property,
    }));
  };
  const idempotencyKey = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: `For ${IDEMPOTENCY_KEY_HOURS} hours a repeated request with the same key gets the first response and has no second effect. Keys belong to the client of the access token, or on a route without a token to the credential in the body.`,
    schema: { type: 'string', minLength: 8, maxLength: 128 },
  };
  return [
    ...parameters(route.params, 'path'),
    ...parameters(route.query, 'query'),
    ...parameters(route.headers, 'header'),
    ...(keepsIdempotencyKeys(route) ? [idempotencyKey] : []),
  ];
}

const pageContent = { 'text/html': { schema: { type: 'string' } } };

const contentOf = (response: z.ZodType | RawResponse): JsonObject =>
  isRawResponse(response)
    ? { [response.contentType]: { schema: { type: 'string' } } }
    : { 'application/json': { schema: wireSchema(response) } };

function responsesOf(route: RouteDeclaration): JsonObject {
  const successes = Object.entries(route.responses).map(([status, response]) => [
    status,
    {
      description: isRawResponse(response) ? response.description : route.summary,
      content: { ...contentOf(response), ...(route.page === undefined ? {} : pageContent) },
    },
  ]);
  const byStatus = Map.groupBy(problemsOf(route), (code: ProblemCode) => PROBLEMS[code].status);
  const problems = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return Object.fromEntries([...successes, ...problems]);
}

/** Alternatives, of which a request must meet one. Each requires all of its members. */
const securityOf = (route: RouteDeclaration): JsonObject[] =>
  acceptedScopes(route.access).map((scope) => ({ accessToken: [scope], ...(isMetered(route) ? { apiKey: [] } : {}) }));

function operationOf(route: RoutePlace, tag: string): JsonObject {
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    ...describedOperation(route),
    tags: [tag],
    parameters: parametersOf(route),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { [bodyTypeOf(route)]: { schema: wireSchema(route.body) } } } }),
    responses: responsesOf(route),
    ...(route.discloses === undefined ? {} : { 'x-discloses-because': route.discloses.because }),
    ...(route.access.kind === 'open'
      ? { security: [], 'x-open-because': route.access.because }
      : { security: securityOf(route) }),
  };
}

/** The API as OpenAPI 3.1, derived from the slices and their routes. */
export function openApiOf(slices: readonly SliceDeclaration[], options: OpenApiOptions): OpenApiDocument {
  const withRoutes = slices.filter(({ routes = [] }) => routes.length > 0);
  const paths: OpenApiDocument['paths'] = {};
  for (const { tag, routes = [] } of withRoutes) {
    for (const route of routes.flatMap(placesOf)) {
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, tag) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Proof-of-Service Agent Registry',
      version: options.version,
      description:
        'Agents publish their capabilities, are paid per call through x402, and earn a reputation that only paid, provable work can change.',
    },
    servers: [{ url: options.serverUrl }],
    tags: withRoutes.map(({ tag, summary }) => ({ name: tag, description: summary })),
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        accessToken: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: options.tokenUrl, scopes: { ...SCOPES } } },
        },
        apiKey: {
          type: 'apiKey',
          name: API_KEY_HEADER,
          in: 'header',
          description:
            'The key that the operator of the registry gave to a marketplace. A usage plan counts its requests.',
        },
      },
    },
  };
}
