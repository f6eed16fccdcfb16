import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { open, scope } from '../access.ts';
import { PROBLEMS } from '../problem.ts';
import { problemsOf, route } from '../route.ts';
import { slice } from '../slice.ts';
import { openApiOf, wireSchema } from './open-api.ts';

const find = route({
  id: 'find-thing',
  method: 'GET',
  path: '/things/{name}',
  summary: 'Find a thing',
  params: z.object({ name: z.string().max(9) }),
  query: z.object({ size: z.coerce.number().int().min(1).default(3), colour: z.enum(['red', 'blue']) }),
  headers: z.object({ 'if-match': z.string().optional() }),
  responses: { 200: z.object({ name: z.string() }) },
  problems: ['agent-unknown'],
  access: open('Things are public.'),
  needs: [],
});
const make = route({
  id: 'make-thing',
  method: 'POST',
  path: '/things/{name}',
  summary: 'Make a thing',
  description: 'It is made once.',
  params: z.object({ name: z.string() }),
  body: z.strictObject({ amount: z.bigint() }),
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
const operation = (method: 'get' | 'post') => document.paths['/things/{name}']?.[method] ?? {};

describe('openApiOf', () => {
  it('describes the API, its server, its tags and its tokens', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Proof-of-Service Agent Registry', version: '1.2.3', description: expect.stringMatching(/\w/) },
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
      { name: 'colour', in: 'query', required: true, schema: { type: 'string', enum: ['red', 'blue'] } },
      { name: 'if-match', in: 'header', required: false, schema: { type: 'string' } },
    ]);
    expect(operation('post')['parameters']).toEqual([
      { name: 'name', in: 'path', required: true, schema: { type: 'string' } },
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        description: expect.stringMatching(/\w/),
        schema: { type: 'string', minLength: 8, maxLength: 128 },
      },
    ]);
  });

  it('requires a JSON body where the route has one', () =>
    expect(operation('post')['requestBody']).toEqual({
      required: true,
      content: { 'application/json': { schema: wireSchema(make.body) } },
    }));

  it('describes JSON and raw responses', () => {
    expect(operation('get')['responses']).toMatchObject({
      200: {
        description: 'Find a thing',
        content: { 'application/json': { schema: wireSchema(find.responses[200]) } },
      },
    });
    expect(operation('post')['responses']).toMatchObject({
      201: { description: 'A page.', content: { 'text/html': { schema: { type: 'string' } } } },
    });
  });

  it('describes every problem of a route under its status', () => {
    const responses = operation('post')['responses'] as Record<string, { description: string; content: object }>;
    for (const code of problemsOf(make)) {
      const response = responses[PROBLEMS[code].status];
      expect(response?.description).toContain(`\`${code}\`: ${PROBLEMS[code].title}.`);
      expect(response?.content).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      });
    }
    const conflicts = problemsOf(make).filter((code) => PROBLEMS[code].status === 409);
    expect(responses['409']?.description).toBe(
      conflicts.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    );
  });

  it('describes the problem document of RFC 9457', () =>
    expect(document.components).toMatchObject({
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code', 'cure'],
          properties: {
            type: { type: 'string', format: 'uri' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string', enum: Object.keys(PROBLEMS) },
            cure: { type: 'string' },
            detail: { type: 'string' },
            instance: { type: 'string' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                required: ['in', 'pointer', 'code', 'detail'],
                properties: { in: { type: 'string' }, pointer: { type: 'string' }, detail: { type: 'string' } },
              },
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
});
