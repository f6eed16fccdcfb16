import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { open, scope } from '../access.ts';
import { PROBLEMS } from '../problem.ts';
import { route } from '../route.ts';
import { slice } from '../slice.ts';
import { openApiOf } from './open-api.ts';
import { codesByStatus } from './problem-responses.ts';
import { wireSchema } from './wire-schema.ts';

const ThingName = z.string().meta({ id: 'ThingName', description: 'Its name.', example: 'cup' });

const find = route({
  id: 'find-thing',
  method: 'GET',
  path: '/things/{name}',
  summary: 'Find a thing',
  params: z.object({ name: z.string().max(9) }),
  query: z.object({
    size: z.coerce.number().int().min(1).default(3),
    colour: z.enum(['red', 'blue']).meta({ description: 'Its paint.', deprecated: true }),
  }),
  headers: z.object({ 'if-match': z.string().optional() }),
  responses: { 200: z.object({ name: ThingName }) },
  problems: ['agent-unknown'],
  access: open('Things are public.'),
  needs: [],
  cacheSeconds: 5,
});
const make = route({
  id: 'make-thing',
  method: 'POST',
  path: '/things/{name}',
  summary: 'Make a thing',
  description: 'It is made once.',
  params: z.object({ name: ThingName }),
  body: z.strictObject({ name: ThingName, kind: z.enum(['tool', 'toy']) }),
  responses: { 201: { contentType: 'text/html', description: 'A page.' } },
  problems: [],
  access: scope('registry/agents.write'),
  needs: ['database'],
});
const things = slice({ id: 'things', tag: 'things', summary: 'All about things.', routes: [find, make] });
const empty = slice({ id: 'empty', tag: 'empty', summary: 'Has no route.' });

const document = openApiOf([things, empty], {
  serverUrl: 'https://api.example',
  tokenUrl: 'https://auth.example/token',
  version: '1.2.3',
});
const schemas = document.components['schemas'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const operation = (method: 'get' | 'post') => document.paths['/things/{name}']?.[method] ?? {};

const responses = (method: 'get' | 'post') => operation(method)['responses'] as Readonly<Record<string, unknown>>;

describe('openApiOf', () => {
  it('describes the API, its server, its tags and its tokens', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: {
        title: 'Proof-of-Service Agent Registry',
        version: '1.2.3',
        description: expect.stringMatching(/\w/),
        license: { identifier: 'Apache-2.0' },
      },
      externalDocs: { url: 'https://api.example/docs' },
      servers: [{ url: 'https://api.example' }],
    });
    expect(document.tags).toEqual([{ name: 'things', description: 'All about things.' }]);
    expect(document.components).toMatchObject({
      securitySchemes: {
        accessToken: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: 'https://auth.example/token',
              scopes: { 'registry/agents.write': expect.stringMatching(/\w/) },
            },
          },
        },
      },
    });
  });

  it('describes every operation of a path', () => {
    expect(Object.keys(document.paths)).toEqual(['/things/{name}']);
    expect(operation('get')).toMatchObject({
      operationId: 'find-thing',
      summary: 'Find a thing',
      tags: ['things'],
      security: [],
      'x-open-because': 'Things are public.',
    });
    expect(operation('get')).not.toHaveProperty('description');
    expect(operation('get')).not.toHaveProperty('requestBody');
    expect(operation('post')).toMatchObject({
      operationId: 'make-thing',
      description: 'It is made once.',
      security: [{ accessToken: ['registry/agents.write'] }],
    });
    expect(operation('post')).not.toHaveProperty('x-open-because');
  });

  it('lists parameters by their place, and which of them are required', () => {
    expect(operation('get')['parameters']).toEqual([
      { name: 'name', in: 'path', required: true, schema: { type: 'string', maxLength: 9 } },
      { name: 'size', in: 'query', required: false, schema: expect.objectContaining({ default: 3 }) },
      {
        name: 'colour',
        in: 'query',
        required: true,
        description: 'Its paint.',
        deprecated: true,
        schema: { type: 'string', enum: ['red', 'blue'] },
      },
      { name: 'if-match', in: 'header', required: false, schema: { type: 'string' } },
      expect.objectContaining({ name: 'if-none-match', in: 'header', required: false }),
    ]);
    expect(operation('post')['parameters']).toEqual([
      {
        name: 'name',
        in: 'path',
        required: true,
        description: 'Its name.',
        schema: { $ref: '#/components/schemas/ThingName' },
      },
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        description: expect.stringMatching(/\w/),
        schema: { type: 'string', minLength: 8, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
        example: expect.any(String),
      },
    ]);
  });

  it('requires a JSON body where the route has one, named after the route and with an example', () => {
    expect(operation('post')['requestBody']).toEqual({
      required: true,
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/MakeThingRequest' },
          example: { name: 'cup', kind: 'tool' },
        },
      },
    });
    expect(schemas['MakeThingRequest']).toEqual({
      type: 'object',
      properties: {
        name: { $ref: '#/components/schemas/ThingName' },
        kind: { type: 'string', enum: ['tool', 'toy'] },
      },
      required: ['name', 'kind'],
      additionalProperties: false,
    });
  });

  it('describes JSON and raw responses with their headers', () => {
    expect(responses('get')['200']).toEqual({
      description: 'Find a thing',
      headers: {
        'X-Request-Id': { $ref: '#/components/headers/XRequestId' },
        'Cache-Control': { $ref: '#/components/headers/CacheControl' },
        ETag: { $ref: '#/components/headers/ETag' },
      },
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/FindThingResponse' }, example: { name: 'cup' } },
      },
    });
    expect(responses('get')['304']).toEqual({ $ref: '#/components/responses/NotModified' });
    expect(responses('post')['201']).toMatchObject({
      description: 'A page.',
      headers: { 'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' } },
      content: { 'text/html': { schema: { type: 'string' } } },
    });
    expect(responses('post')).not.toHaveProperty('304');
  });

  it('refers to one response for each status of a problem, and describes unusual lists of codes in place', () => {
    for (const [method, route] of [
      ['get', find],
      ['post', make],
    ] as const)
      for (const [status, codes] of Object.entries(codesByStatus(route))) {
        const { $ref, description } = responses(method)[status] as { $ref: string; description?: string };
        expect($ref).toBe(`#/components/responses/Problem${status}`);
        const shared = (document.components['responses'] as typeof schemas)[`Problem${status}`];
        expect(description ?? shared?.['description']).toBe(
          codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
        );
      }
    expect(document.components['responses']).toMatchObject({
      Problem429: {
        headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
      Problem401: { headers: { 'WWW-Authenticate': { $ref: '#/components/headers/WWWAuthenticate' } } },
    });
  });

  it('describes the problem document of RFC 9457, whose codes may grow', () =>
    expect(schemas['Problem']).toMatchObject({
      type: 'object',
      required: ['type', 'title', 'status', 'code', 'cure'],
      properties: {
        type: { type: 'string', format: 'uri' },
        title: { type: 'string' },
        status: { type: 'integer' },
        code: { type: 'string', 'x-extensible-enum': Object.keys(PROBLEMS) },
        cure: { type: 'string' },
        detail: { type: 'string' },
        instance: { type: 'string' },
        errors: {
          type: 'array',
          items: {
            type: 'object',
            required: ['in', 'pointer', 'code', 'detail'],
            properties: {
              in: { type: 'string', 'x-extensible-enum': ['path', 'query', 'headers', 'body'] },
              pointer: { type: 'string' },
              detail: { type: 'string' },
            },
          },
        },
      },
    }));
});

describe('wireSchema', () => {
  it('is the form of the input, without the dialect', () =>
    expect(wireSchema(z.object({ n: z.coerce.number().default(1) }))).toEqual({
      type: 'object',
      properties: { n: expect.objectContaining({ default: 1 }) },
    }));

  it('accepts anything where a schema has no JSON form', () => expect(wireSchema(z.bigint())).toEqual({}));

  it('repeats named schemas in place, because it may become a part of another schema', () =>
    expect(wireSchema(z.object({ name: ThingName }))).toEqual({
      type: 'object',
      properties: { name: { type: 'string', description: 'Its name.', example: 'cup' } },
      required: ['name'],
    }));
});
