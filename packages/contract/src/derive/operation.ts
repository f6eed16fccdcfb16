import type * as z from 'zod';
import { acceptedScopes } from '../access.ts';
import {
  bodyTypeOf,
  IDEMPOTENCY_KEY_HOURS,
  isMetered,
  isRawResponse,
  keepsIdempotencyKeys,
  type BodyType,
  type RouteDeclaration,
} from '../route.ts';
import { operationIdOf, type RoutePlace } from '../places.ts';
import type { Components, Use } from './components.ts';
import { describedOperation, markedParameter } from './deprecation.ts';
import { exampleOf } from './example.ts';
import { codesByStatus, describeProblems, type UsualProblems } from './problem-responses.ts';
import { isConditional, successHeaders } from './response-headers.ts';
import type { Side } from './sides.ts';
import type { JsonObject } from './wire-schema.ts';

/** The parts of the document to which operations refer. */
interface Shared {
  readonly components: Components;
  readonly problems: UsualProblems;
}

const pascal = (id: string): string => id.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Every schema of a route. A body that is an object or a union and has no name gets one from its route. */
export function usesOf(route: RouteDeclaration): readonly Use[] {
  const parts = [route.params, route.query, route.headers].filter((part) => part !== undefined);
  const answers = Object.entries(route.responses).flatMap(([status, schema], index): readonly Use[] => {
    const name = `${pascal(route.id)}Response${index === 0 ? '' : status}`;
    return isRawResponse(schema) ? [] : [{ schema, side: 'answer', name }];
  });
  return [
    ...parts.map((schema): Use => ({ schema, side: 'request' })),
    ...(route.body === undefined
      ? []
      : [{ schema: route.body, side: 'request', name: `${pascal(route.id)}Request` } as const]),
    ...answers,
  ];
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: `For ${IDEMPOTENCY_KEY_HOURS} hours a repeated request with the same key gets the first response and has no second effect. Keys belong to the client of the access token, or on a route without a token to the credential in the body.`,
  schema: { type: 'string', minLength: 8, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
  example: '6f1b2c3d-first-attempt',
};

const IF_NONE_MATCH = {
  name: 'if-none-match',
  in: 'header',
  required: false,
  description: 'Entity tags of responses that the caller has. If one of them is current, the answer is 304.',
  schema: { type: 'string' },
};

function parametersOf(route: RouteDeclaration, components: Components): JsonObject[] {
  const parameters = (schema: z.ZodObject | undefined, place: 'path' | 'query' | 'header'): JsonObject[] => {
    if (schema === undefined) return [];
    const { properties = {}, required = [] } = components.schemaOf(schema, 'request') as {
      properties?: Record<string, JsonObject>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, { description, deprecated, ...property }]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      description: description ?? components.resolve(property)['description'],
      ...markedParameter({ deprecated }),
      schema: property,
    }));
  };
  return [
    ...parameters(route.params, 'path'),
    ...parameters(route.query, 'query'),
    ...parameters(route.headers, 'header'),
    ...(isConditional(route) ? [IF_NONE_MATCH] : []),
    ...(keepsIdempotencyKeys(route) ? [IDEMPOTENCY_KEY] : []),
  ];
}

/** A JSON body with an example. */
function jsonContent(type: BodyType, schema: z.ZodType, side: Side, components: Components): JsonObject {
  const published = components.schemaOf(schema, side);
  const example = exampleOf(published, (ref) => components.resolve({ $ref: ref }));
  return { [type]: { schema: published, example } };
}

/** The same response as a page, for clients that prefer it. */
const pageOf = ({ page }: RouteDeclaration): JsonObject =>
  page === undefined ? {} : { 'text/html': { schema: { type: 'string', description: page } } };

function responsesOf(route: RouteDeclaration, { components, problems }: Shared): JsonObject {
  const successes = Object.entries(route.responses).map(([status, response]) => [
    status,
    {
      description: isRawResponse(response) ? response.description : route.summary,
      headers: successHeaders(route, status),
      content: isRawResponse(response)
        ? { [response.contentType]: { schema: { type: response.contentType.endsWith('+json') ? 'object' : 'string' } } }
        : { ...jsonContent('application/json', response, 'answer', components), ...pageOf(route) },
    },
  ]);
  const refused = Object.entries(codesByStatus(route)).map(([status, codes]) => [
    status,
    {
      $ref: `#/components/responses/Problem${status}`,
      ...(problems.get(status) === codes.join() ? {} : { description: describeProblems(codes) }),
    },
  ]);
  const notModified = isConditional(route) ? [['304', { $ref: '#/components/responses/NotModified' }]] : [];
  return Object.fromEntries([...successes, ...notModified, ...refused]);
}

/** Alternatives, of which a request must meet one. Each requires all of its members. */
const securityOf = (route: RouteDeclaration): JsonObject[] =>
  acceptedScopes(route.access).map((scope) => ({ accessToken: [scope], ...(isMetered(route) ? { apiKey: [] } : {}) }));

/** The OpenAPI operation of a route. */
export function operationOf(route: RoutePlace, tag: string, shared: Shared): JsonObject {
  const { components } = shared;
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    ...describedOperation(route),
    tags: [tag],
    parameters: parametersOf(route, components),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: jsonContent(bodyTypeOf(route), route.body, 'request', components) },
        }),
    responses: responsesOf(route, shared),
    ...(route.discloses === undefined ? {} : { 'x-discloses-because': route.discloses.because }),
    ...(route.access.kind === 'open'
      ? { security: [], 'x-open-because': route.access.because }
      : { security: securityOf(route) }),
  };
}
