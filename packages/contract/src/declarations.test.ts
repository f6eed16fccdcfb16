import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { metered, open, scope } from './access.ts';
import { CORS, corsHeaders, preflightHeaders } from './cors.ts';
import { detailType, event } from './event.ts';
import { BaseEnvironment } from './derive/environment.ts';
import { NEEDS, SecretLocation } from './needs.ts';
import { isProblemCode, problemDocument } from './problem.ts';
import { refuse, reply } from './reply.ts';
import {
  hostOf,
  isRawResponse,
  isWrite,
  keepsIdempotencyKeys,
  problemsOf,
  route,
  type RouteDeclaration,
} from './route.ts';
import { byId } from './slice.ts';

const GET: RouteDeclaration = route({
  id: 'get-it',
  method: 'GET',
  path: '/it',
  summary: 'Get it',
  responses: { 200: z.object({}) },
  problems: [],
  access: open('It is public.'),
  needs: [],
});
const POST: RouteDeclaration = { ...GET, id: 'post-it', method: 'POST', body: z.object({}), needs: ['database'] };

describe('a route', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('writes by %s unless it is safe', (method) => {
    expect(isWrite({ ...POST, method })).toBe(true);
    expect(isWrite({ ...POST, method, safe: true })).toBe(false);
    expect(isWrite({ ...POST, method, safe: false })).toBe(true);
  });

  it('does not write if its method is GET', () => expect(isWrite(GET)).toBe(false));

  it('keeps idempotency keys if it writes, has a database, and a key has an owner', () => {
    expect(keepsIdempotencyKeys(POST)).toBe(false);
    expect(keepsIdempotencyKeys({ ...POST, idempotencyOwner: '/signature' })).toBe(true);
    expect(keepsIdempotencyKeys({ ...POST, access: scope('registry/agents.write') })).toBe(true);
    expect(keepsIdempotencyKeys({ ...POST, needs: ['solana'] })).toBe(false);
    expect(keepsIdempotencyKeys({ ...POST, safe: true })).toBe(false);
    expect(keepsIdempotencyKeys({ ...GET, needs: ['database'] })).toBe(false);
  });

  it('is hosted by Lambda by default', () => {
    expect(hostOf(GET)).toBe('lambda');
    expect(hostOf({ ...GET, host: 'container' })).toBe('container');
  });

  it('has a raw response if it declares a content type', () => {
    expect(isRawResponse({ contentType: 'text/html', description: 'A page.' })).toBe(true);
    expect(isRawResponse(z.object({}))).toBe(false);
  });
});

describe('problemsOf a route', () => {
  const ANY = ['rate-limited', 'request-blocked', 'time-ran-out', 'internal-error'] as const;

  it('lists only the common problems if the route declares none', () => expect(problemsOf(GET)).toEqual(ANY));

  it.each([
    ['params', { params: z.object({}) }, ['request-invalid']],
    ['a query', { query: z.object({}) }, ['request-invalid']],
    ['headers', { headers: z.object({}) }, ['request-invalid']],
    [
      'a body',
      { body: z.object({}) },
      ['request-invalid', 'request-malformed', 'request-too-large', 'media-type-unsupported'],
    ],
    ['a scope', { access: scope('registry/agents.write') }, ['token-missing', 'token-invalid', 'scope-missing']],
    ['needs', { needs: ['solana'] as const }, ['upstream-unavailable']],
    ['a PUT', { method: 'PUT' as const }, ['precondition-failed']],
    ['its own', { problems: ['agent-unknown'] as const }, ['agent-unknown']],
  ])('grow by those of %s', (_, more, added) => expect(problemsOf({ ...GET, ...more })).toEqual([...added, ...ANY]));

  it('adds the problems of idempotency keys if the route keeps keys', () => {
    const once = ['idempotency-key-reused', 'idempotency-in-progress'];
    expect(problemsOf({ ...POST, idempotencyOwner: '/signature' })).toEqual(expect.arrayContaining(once));
    expect(problemsOf(POST)).not.toEqual(expect.arrayContaining(once.slice(0, 1)));
    expect(problemsOf({ ...POST, idempotencyOwner: '/signature', needs: [] })).not.toEqual(
      expect.arrayContaining(once.slice(0, 1)),
    );
  });

  it('lists each code once', () => {
    const codes = problemsOf({ ...POST, problems: ['request-invalid', 'internal-error'] });
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('a reply', () => {
  it('has a status, a body and headers', () => {
    expect(reply(200, { a: 1 })).toEqual({ kind: 'reply', status: 200, body: { a: 1 }, headers: {} });
    expect(reply(201, 'x', { etag: '"1"' })).toMatchObject({ headers: { etag: '"1"' } });
  });

  it('is a refusal with a code and its members', () => {
    expect(refuse('agent-unknown')).toEqual({ kind: 'refusal', problem: { code: 'agent-unknown' } });
    expect(refuse('agent-unknown', { detail: 'x' })).toMatchObject({ problem: { code: 'agent-unknown', detail: 'x' } });
  });
});

describe('a problem document', () => {
  it('has the members of the catalogue and no extension in their place', () => {
    const extensions = { status: 200, code: 'x', service: 'database' };
    expect(problemDocument({ code: 'agent-unknown', extensions })).toStrictEqual({
      service: 'database',
      type: 'urn:problem-type:pos-registry:agent-unknown',
      title: expect.stringMatching(/\w/),
      status: 404,
      code: 'agent-unknown',
      cure: expect.stringMatching(/\w/),
    });
  });

  it('has a detail, an instance and field errors if they are given', () => {
    const errors = [{ in: 'query', pointer: '/a', code: 'type', detail: 'x' }] as const;
    expect(problemDocument({ code: 'request-invalid', detail: 'd', errors }, 'urn:x')).toMatchObject({
      detail: 'd',
      instance: 'urn:x',
      errors,
    });
  });

  it('has a code of the catalogue', () => {
    expect(isProblemCode('agent-unknown')).toBe(true);
    for (const other of ['toString', 'nothing', 7, undefined]) expect(isProblemCode(other)).toBe(false);
  });
});

describe('access', () => {
  it('is open for a reason or behind a scope', () => {
    expect(open('It is public.')).toEqual({ kind: 'open', because: 'It is public.' });
    expect(scope('registry/embeds.read')).toEqual({ kind: 'scope', scope: 'registry/embeds.read' });
    expect(metered('registry/embeds.read')).toEqual({ kind: 'metered', scope: 'registry/embeds.read' });
  });
});

describe('an event', () => {
  it('has its name and version as its detail type', () =>
    expect(
      detailType(
        event({ id: 'a', source: 'pos.a', name: 'Happened', version: 3, summary: 'It.', detail: z.object({}) }),
      ),
    ).toBe('Happened.v3'));
});

describe('declarations by id', () => {
  it('are found under their ids', () => expect(byId([GET, POST])).toEqual({ 'get-it': GET, 'post-it': POST }));

  it('are refused if two have the same id', () => expect(() => byId([GET, GET])).toThrow('"get-it" twice'));
});

describe('the location of a secret', () => {
  it.each(['arn:aws:secretsmanager:eu-west-1:1:secret:x', 'arn:aws-cn:secretsmanager:x', 'file:/run/key.json'])(
    'may be %s',
    (location) => expect(SecretLocation.safeParse(location).success).toBe(true),
  );

  it.each(['', '[1,2,3]', 'https://x.example', 'arn:aws:s3:::bucket', ' file:/x', 'my-file:/x'])(
    'may not be %j',
    (location) => expect(SecretLocation.safeParse(location).success).toBe(false),
  );
});

describe('what a need implies', () => {
  const reaching = (destination: string) =>
    Object.entries(NEEDS).flatMap(([need, { reaches }]) =>
      reaches.some((each) => each === destination) ? [need] : [],
    );
  const granted = (grant: string) =>
    Object.entries(NEEDS).flatMap(([need, { grants }]) => (grants.some((each) => each === grant) ? [need] : []));

  it('is the network that its adapter uses', () => {
    expect(reaching('database')).toEqual(['database']);
    expect(reaching('internet')).toEqual(expect.arrayContaining(['solana', 'web', 'eventBus']));
    expect(reaching('internet')).not.toContain('database');
  });

  it('is the permission that its adapter uses', () => {
    expect(granted('database-connect')).toEqual(['database']);
    expect(granted('events-put')).toEqual(['eventBus']);
    expect(granted('producer-events-put')).toEqual(['producerBus']);
  });
});

describe('the environment of every function', () => {
  const base = { STAGE: 'dev', PUBLIC_URL: 'https://api.example' };

  it('has a log level of four, INFO by default', () => {
    for (const level of ['DEBUG', 'INFO', 'WARN', 'ERROR'])
      expect(BaseEnvironment.parse({ ...base, LOG_LEVEL: level })).toMatchObject({ LOG_LEVEL: level });
    expect(BaseEnvironment.parse(base)).toMatchObject({ LOG_LEVEL: 'INFO' });
    expect(BaseEnvironment.safeParse({ ...base, LOG_LEVEL: '' }).success).toBe(false);
  });
});

describe('the cross-origin headers', () => {
  it('let any origin read every exposed header', () =>
    expect(corsHeaders()).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers':
        'Deprecation, ETag, Idempotent-Replayed, Link, PAYMENT-REQUIRED, PAYMENT-RESPONSE, Retry-After, Sunset, X-Request-Id',
    }));

  it('let any origin send every method and header of the API', () => {
    expect(preflightHeaders()).toEqual({
      ...corsHeaders(),
      'access-control-allow-methods': 'HEAD, GET, POST, PUT, PATCH, DELETE, OPTIONS',
      'access-control-allow-headers': CORS.allowHeaders.join(', '),
      'access-control-max-age': '600',
    });
    expect(CORS.allowHeaders).toEqual(
      expect.arrayContaining(['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'PAYMENT-SIGNATURE']),
    );
  });
});
