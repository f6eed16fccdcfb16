import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseUnavailableError, QueryError } from '@pos/database/database-error.ts';
import { refuse, type ReplyOf } from '@pos/contract/reply.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { PROBLEMS, type ProblemCode } from '@pos/contract/problem.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';
import { declared, functionOf, recordingHandler, withoutSchemas, type AnyHandler } from './testing/run-route.ts';
import { writtenLines } from './testing/written-lines.ts';

let settings: LocalSettings;
let written: ReturnType<typeof writtenLines>;
beforeAll(() => {
  settings = localSettings();
  Object.assign(process.env, settings.variables);
  written = writtenLines();
});
afterEach(() => written.clear());
afterAll(() => settings.remove());

const route = withoutSchemas(declared('get-agent'));
const failing = (error: unknown) => functionOf(route, () => Promise.reject(error))();
const replying = (value: unknown, on: RouteDeclaration = route) =>
  functionOf(on, (async () => value as ReplyOf<RouteDeclaration>) as AnyHandler)();

describe('a refusal of the handler', () => {
  it.each(Object.keys(PROBLEMS) as ProblemCode[])(
    'with the code %s has the status, title and cure of the catalogue',
    async (code) => {
      const { status, title, cure } = PROBLEMS[code];
      const answer = await replying(refuse(code));
      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.headers['link']).toBe(`<http://registry.test/problems/${code}>; rel="help"`);
      expect(answer.json).toEqual({
        type: `urn:problem-type:pos-registry:${code}`,
        title,
        status,
        code,
        cure,
        instance: 'urn:request:request-1',
      });
    },
  );

  it('has its detail, its extension members and Retry-After', async () => {
    const answer = await replying(
      refuse('feed-full', {
        detail: 'All places are taken.',
        extensions: { places: 7, status: 200 },
        retryAfterSeconds: 10,
      }),
    );
    expect(answer.headers['retry-after']).toBe('10');
    expect(answer.json).toMatchObject({ status: 503, detail: 'All places are taken.', places: 7 });
  });

  it('has no Retry-After by default and is not logged as an error', async () => {
    expect((await replying(refuse('agent-unknown'))).headers).not.toHaveProperty('retry-after');
    expect(written.logged()).toEqual([]);
  });
});

describe('a thrown error', () => {
  const secret = 'postgres://app:hunter2@10.0.0.7';
  const thrown: Readonly<Record<string, unknown>> = {
    'an error': new Error(secret),
    'an error with a cause': new TypeError('x', { cause: new Error(secret) }),
    'a text': secret,
    nothing: undefined,
    'an object with a status': { statusCode: 200, body: secret, problem: { code: 'agent-unknown' } },
  };

  it.each(Object.entries(thrown))('is answered 500 without its text: %s', async (_, error) => {
    const answer = await failing(error);
    expect(answer.status).toBe(500);
    expect(answer.json).toEqual({
      type: 'urn:problem-type:pos-registry:internal-error',
      title: PROBLEMS['internal-error'].title,
      status: 500,
      code: 'internal-error',
      cure: PROBLEMS['internal-error'].cure,
      instance: 'urn:request:request-1',
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('is logged once as an error with the route', async () => {
    await failing(new Error('the cause'));
    expect(written.logged()).toMatchObject([
      {
        level: 'ERROR',
        message: 'The request failed',
        route: 'get-agent',
        code: 'internal-error',
        error: { message: 'the cause' },
      },
    ]);
  });

  it('is answered 500 where PostgreSQL refused a query', async () => {
    const refused = new QueryError({ code: '23505', message: secret } as never, 'insert into t');
    expect(await failing(refused)).toMatchObject({ status: 500, json: { code: 'internal-error' } });
  });

  it.each([
    ['database', new DatabaseUnavailableError('ECONNREFUSED 10.0.0.7'), 2],
    ['solana', new OutageError('solana', secret, { retryAfterSeconds: 9 }), 9],
  ] as const)('is answered 503 with Retry-After during an outage of %s', async (service, error, seconds) => {
    const answer = await failing(error);
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': String(seconds) },
      json: { code: 'upstream-unavailable', service },
    });
    expect(answer.text).not.toMatch(/hunter2|10\.0\.0\.7/);
    expect(written.logged()).toMatchObject([{ level: 'ERROR', code: 'upstream-unavailable' }]);
  });
});

describe('a reply of the handler', () => {
  it('is answered 500 where the route does not declare its status', async () => {
    expect(await replying({ kind: 'reply', status: 202, body: {}, headers: {} })).toMatchObject({ status: 500 });
    expect(written.text()).toContain('Route get-agent does not declare status 202');
  });

  it('is answered 500 without its body where the body does not match the schema', async () => {
    const answer = await replying({ kind: 'reply', status: 200, body: { isValid: 'hunter2' }, headers: {} }, {
      ...declared('verify-payment'),
      needs: [],
      body: withoutSchemas(declared('verify-payment')).body,
    } as RouteDeclaration);
    expect(answer).toMatchObject({ status: 500, json: { code: 'internal-error' } });
    expect(answer.text).not.toContain('hunter2');
  });

  it('is sent without members that the schema does not have', async () => {
    const wanted = declared('create-challenge');
    const body = {
      challengeId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
      message: 'm',
      expiresAt: new Date(0),
      secret: 'hunter2',
    };
    const { handle } = recordingHandler(wanted, body);
    const answer = await functionOf(
      wanted,
      handle,
    )({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ did: 'did:web:agent.example', purpose: 'open-history' }),
    });
    expect([answer.status, answer.json['expiresAt']]).toEqual([201, '1970-01-01T00:00:00.000Z']);
    expect(answer.json).not.toHaveProperty('secret');
  });
});

describe('a request that runs out of time', () => {
  it('is answered 504 half a second before the timeout of the function', async () => {
    const answer = await functionOf(route, () => new Promise(() => undefined))({ leftMs: 510 });
    expect(answer).toMatchObject({ status: 504, headers: { 'retry-after': '2' }, json: { code: 'time-ran-out' } });
  });
});
