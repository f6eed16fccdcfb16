import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { open, scope } from '@pos/contract/access.ts';
import { route } from '@pos/contract/route.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import * as z from 'zod';
import { createClient, type RegistryClient } from './client.ts';
import { RegistryRefusedError, RegistryUnreachableError, TokenRefusedError, UnexpectedAnswerError } from './errors.ts';
import { orThrow } from './result.ts';
import { clientOf } from './testing/client-of.ts';
import { platform, type Surroundings } from './surroundings.ts';
import { hangUp, json, problem, startScriptedServer, type ScriptedServer } from './testing/scripted-server.ts';

const DID = 'did:pkh:solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1:4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';

const SCORE = {
  did: DID,
  jobValue: '10000',
  ticket: '10000',
  scoreBps: 1,
  meanBps: 2,
  lowBps: 0,
  highBps: 3,
  evidence: 0,
  reasons: [],
  modelVersion: 'm',
  asOf: '2026-01-31T12:00:00.000Z',
  evidenceRoot: null,
  proven: null,
};
const CHALLENGE = {
  challengeId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
  message: 'sign me',
  expiresAt: '2026-01-31T12:00:00.000Z',
};

let server: ScriptedServer;
let waits: number[];
let now: number;

const surroundings: Surroundings = {
  ...platform,
  clock: { now: () => new Date(now) },
  random: () => 1,
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    waits.push(ms);
    now += ms;
  },
};

/** Two routes that the registry does not have. A declaration is enough to make a route callable. */
const extra = {
  'tell-time': route({
    id: 'tell-time',
    method: 'GET',
    path: '/time',
    tag: 'service',
    summary: 's',
    responses: { 200: z.object({ time: z.string() }) },
    problems: [],
    access: open('a test'),
    needs: [],
  }),
  'ring-bell': route({
    id: 'ring-bell',
    method: 'POST',
    path: '/bell/{tower}',
    tag: 'service',
    summary: 's',
    params: z.object({ tower: z.string() }),
    body: z.strictObject({ times: z.number() }),
    responses: { 201: z.object({ rung: z.number() }) },
    problems: ['agent-unknown'],
    access: scope('registry/agents.write'),
    needs: ['tokenUrl'],
  }),
};

let registry: RegistryClient;
let tower: ReturnType<typeof towerOf>;
const towerOf = () => clientOf(extra, { baseUrl: server.url, auth: { accessToken: () => 'given' } }, surroundings);

// Each test starts a new server, because an aborted request may reach a server late.
beforeEach(async () => {
  server = await startScriptedServer();
  waits = [];
  now = 1_000_000;
  registry = clientOf(
    ROUTES,
    { baseUrl: server.url, auth: { tokenUrl: `${server.url}/token`, clientId: 'me:you', clientSecret: 'a b&c' } },
    surroundings,
  );
  tower = towerOf();
});

afterEach(() => server.close());

describe('a call', () => {
  it('decodes the answer by the contract, amounts and times included', async () => {
    server.script(json(200, { ...SCORE, addedLater: 1 }));
    const result = await registry.getScore({ query: { did: DID, jobValue: 10_000n } });
    expect(result).toMatchObject({
      ok: true,
      status: 200,
      requestId: 'request-200',
      value: { jobValue: 10_000n, asOf: new Date('2026-01-31T12:00:00Z') },
    });
    expect(server.seen).toEqual([
      expect.objectContaining({
        method: 'GET',
        url: `/reputation/score?did=${encodeURIComponent(DID)}&jobValue=10000`,
        body: '',
      }),
    ]);
  });

  it('answers a refusal with its cure, and throws it through orThrow', async () => {
    server.script(problem({ code: 'agent-unknown', detail: 'Nobody.', extensions: { hint: 'x' } }));
    const result = await registry.getAgent({ params: { did: DID } });
    expect(result).toMatchObject({
      ok: false,
      error: {
        code: 'agent-unknown',
        status: 404,
        detail: 'Nobody.',
        requestId: 'request-404',
        extensions: { hint: 'x' },
      },
    });
    expect(() => orThrow(result)).toThrow(RegistryRefusedError);
    expect(() => orThrow(result)).toThrow(/agent-unknown: Nobody\. Check .*POST \/agents.*request-404/s);
  });

  it('throws the pointer and the request’s id where a declared member has another type', async () => {
    server.script(json(200, { ...SCORE, scoreBps: 'much' }));
    const error: unknown = await registry.getScore({ query: { did: DID } }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(String(error)).toMatch(/scoreBps: expected a number, got string.*request request-200/);
  });

  it('throws where a success has a status that the route does not declare', async () => {
    server.script(json(202, SCORE));
    await expect(registry.getScore({ query: { did: DID } })).rejects.toThrow(UnexpectedAnswerError);
  });

  it('stops when its caller aborts it', async () => {
    server.script(() => undefined);
    const stop = new AbortController();
    const call = registry.getAgent({ params: { did: DID }, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });
});

describe('a retry', () => {
  it('repeats a read after an outage, not before Retry-After', async () => {
    server.script(hangUp, problem({ code: 'upstream-unavailable', retryAfterSeconds: 3 }), json(200, SCORE));
    expect((await registry.getScore({ query: { did: DID } })).ok).toBe(true);
    expect(waits).toEqual([250, 3_500]);
  });

  it('repeats a write with the same Idempotency-Key', async () => {
    const verify = {
      body: { did: DID, statement: 'history-totals', presenter: 'p', nonce: 'n', proof: {}, publicSignals: [] },
    } as const;
    server.script(hangUp, problem({ code: 'time-ran-out' }), problem({ code: 'proof-malformed' }));
    expect(await registry.verifyProof(verify)).toMatchObject({ ok: false, error: { code: 'proof-malformed' } });
    const keys = new Set(server.seen.map(({ headers }) => headers['idempotency-key']));
    expect([server.seen.length, keys.size, [...keys][0]]).toEqual([3, 1, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    server.script(problem({ code: 'proof-malformed' }));
    await registry.verifyProof({ ...verify, idempotencyKey: 'mine-0001' });
    expect(server.seen[0]?.headers['idempotency-key']).toBe('mine-0001');
  });

  it('repeats a request for a challenge without a key, because a second challenge has no effect', async () => {
    server.script(hangUp, json(201, CHALLENGE));
    const challenge = orThrow(await registry.createChallenge({ body: { did: DID, purpose: 'register-agent' } }));
    expect(challenge.expiresAt).toEqual(new Date('2026-01-31T12:00:00Z'));
    expect(server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, undefined]);
  });

  it('sends the media type that the route declares', async () => {
    server.script(problem({ code: 'agent-unknown' }));
    const given = clientOf(ROUTES, { baseUrl: server.url, auth: { accessToken: () => 'given' } }, surroundings);
    await given.patchCapabilities({
      params: { did: DID },
      headers: { 'if-match': '*' },
      body: { proof: { challengeId: CHALLENGE.challengeId, signature: 's' } },
    });
    expect(server.seen[0]?.headers).toMatchObject({ 'content-type': 'application/merge-patch+json', 'if-match': '*' });
  });

  it('does not repeat a write without a key, unless the registry did nothing', async () => {
    server.script(hangUp);
    await expect(tower.ringBell({ params: { tower: 'a' }, body: { times: 1 } })).rejects.toThrow(
      RegistryUnreachableError,
    );
    server.script(problem({ code: 'internal-error' }));
    expect(await tower.ringBell({ params: { tower: 'a' }, body: { times: 1 } })).toMatchObject({
      ok: false,
      error: { code: 'internal-error' },
    });
    expect([server.seen.length, waits]).toEqual([1, []]);
    server.script(problem({ code: 'rate-limited', retryAfterSeconds: 1 }), json(201, { rung: 1 }));
    expect((await tower.ringBell({ params: { tower: 'a' }, body: { times: 1 } })).ok).toBe(true);
  });

  it('gives up after all attempts, with the last answer', async () => {
    server.script(problem({ code: 'upstream-unavailable', retryAfterSeconds: 1 }));
    expect(await registry.getScore({ query: { did: DID } })).toMatchObject({
      ok: false,
      error: { code: 'upstream-unavailable', retryAfterSeconds: 1 },
    });
    expect(server.seen).toHaveLength(4);
    server.script(hangUp);
    await expect(registry.getScore({ query: { did: DID } })).rejects.toThrow(RegistryUnreachableError);
    expect(server.seen).toHaveLength(4);
  });

  it('throws RegistryUnreachableError when no answer comes in time', async () => {
    server.script(() => undefined);
    const impatient = clientOf(ROUTES, { baseUrl: server.url, attempts: 1, timeoutMs: 20 }, surroundings);
    await expect(impatient.getHealth()).rejects.toThrow('was not answered within 0.02 s');
  });
});

describe('tokens', () => {
  const token = (name: string, seconds = 3_600) =>
    json(200, { access_token: name, expires_in: seconds, token_type: 'Bearer' });
  const put = (did = DID) =>
    registry.putCapabilities({
      params: { did },
      body: { skills: ['x'], proof: { challengeId: CHALLENGE.challengeId, signature: 's' } },
    });
  const bearers = () => server.seen.filter(({ url }) => url !== '/token').map(({ headers }) => headers.authorization);
  const refused = problem({ code: 'agent-unknown' });

  it('are fetched once for concurrent calls, with the form-encoded client id and secret', async () => {
    server.script((request, response) => (request.url === '/token' ? token('one') : refused)(request, response));
    await Promise.all([put(), put(), put()]);
    expect(bearers()).toEqual(['Bearer one', 'Bearer one', 'Bearer one']);
    const asked = server.seen.filter(({ url }) => url === '/token');
    expect(asked.map(({ body, headers }) => [body, headers.authorization])).toEqual([
      ['grant_type=client_credentials', `Basic ${btoa('me%3Ayou:a+b%26c')}`],
    ]);
  });

  it('are renewed before they expire', async () => {
    server.script(token('one', 600), refused, refused, token('two', 600), refused);
    await put();
    now += 539_000;
    await put();
    now += 2_000;
    await put();
    expect(bearers()).toEqual(['Bearer one', 'Bearer one', 'Bearer two']);
  });

  it('are replaced once when the registry refuses them', async () => {
    server.script(token('one'), problem({ code: 'token-invalid' }), token('two'), refused);
    expect(await put()).toMatchObject({ error: { code: 'agent-unknown' } });
    expect(bearers()).toEqual(['Bearer one', 'Bearer two']);
    server.script(problem({ code: 'token-invalid' }), token('three'), problem({ code: 'token-invalid' }));
    expect(await put()).toMatchObject({ error: { code: 'token-invalid' } });
  });

  it('are not sent to routes without a scope', async () => {
    server.script(json(200, SCORE));
    await registry.getScore({ query: { did: DID } });
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('fail with the reason of the token endpoint when it refuses', async () => {
    server.script(json(400, { error: 'invalid_client', error_description: 'There is no such client.' }));
    const error: unknown = await put().catch((each: unknown) => each);
    expect(error).toBeInstanceOf(TokenRefusedError);
    expect(String(error)).toMatch(/invalid_client, There is no such client\..*Check clientId, clientSecret and scopes/);
    expect(server.seen).toHaveLength(1);
  });

  it('are asked for again after an outage of the token endpoint', async () => {
    server.script(json(503, {}), token('one'), refused);
    expect(await put()).toMatchObject({ error: { code: 'agent-unknown' } });
    server.script(json(200, { html: true }));
    const other = { baseUrl: server.url, auth: { tokenUrl: server.url, clientId: 'a', clientSecret: 'b' } };
    await expect(
      clientOf(extra, other, surroundings).ringBell({ params: { tower: 'a' }, body: { times: 1 } }),
    ).rejects.toThrow(/did not answer with a token. Check tokenUrl/);
  });

  it('can come from the caller', async () => {
    server.script(json(201, { rung: 2 }));
    await tower.ringBell({ params: { tower: 'a/b' }, body: { times: 2 } });
    expect(server.seen[0]).toMatchObject({
      url: '/bell/a%2Fb',
      body: '{"times":2}',
      headers: { authorization: 'Bearer given', 'content-type': 'application/json' },
    });
  });
});

describe('pages', () => {
  const settlement = (settlementId: string) => ({
    settlementId,
    did: null,
    network: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
    asset: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
    amount: '7',
    payTo: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
    status: 'confirmed',
    txSignature: null,
    slot: null,
    createdAt: CHALLENGE.expiresAt,
    confirmedAt: null,
  });
  const ids = [
    '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a21',
    '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a22',
    '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a23',
  ] as const;

  it('are fetched one after the other, and only when they are read', async () => {
    const first = json(200, { settlements: [settlement(ids[0]), settlement(ids[1])], nextCursor: ids[1] });
    server.script(first, json(200, { settlements: [settlement(ids[2])], nextCursor: null }));
    const amounts: bigint[] = [];
    for await (const { amount } of registry.listSettlements.each({ params: { did: DID }, query: { limit: 2 } }))
      amounts.push(amount);
    expect([amounts, server.seen.map(({ url }) => url.split('?')[1])]).toEqual([
      [7n, 7n, 7n],
      ['limit=2', `limit=2&cursor=${ids[1]}`],
    ]);
    server.script(first);
    for await (const { settlementId } of registry.listSettlements.each({ params: { did: DID } }))
      if (settlementId === ids[1]) break;
    expect(server.seen).toHaveLength(1);
  });

  it('throw when one is refused', async () => {
    server.script(problem({ code: 'agent-unknown' }));
    await expect(
      registry.listSettlements
        .each({ params: { did: DID } })
        [Symbol.asyncIterator]()
        .next(),
    ).rejects.toThrow(RegistryRefusedError);
  });

  it('have exactly one list, in every paged route of the contract', () => {
    const paged = (Object.values(ROUTES) as RouteDeclaration[])
      .filter((each) => each.query !== undefined && 'cursor' in each.query.shape)
      .filter(({ responses }) => !Object.values(responses).some(isRawResponse));
    const lists = paged
      .flatMap(({ responses }) => Object.values(responses))
      .map((schema) =>
        !(schema instanceof z.ZodObject)
          ? []
          : Object.values(schema.shape).filter((member) => member instanceof z.ZodArray),
      );
    expect(lists.map((each) => each.length)).toEqual(paged.map(() => 1));
  });
});

describe('the types', () => {
  it('have a method for every route of a contract', () => {
    const client = createClient({ baseUrl: server.url });
    expect(Object.keys(client)).toHaveLength(Object.keys(ROUTES).length);
    const mistakes = [
      // @ts-expect-error a path parameter is missing
      () => client.getAgent({}),
      // @ts-expect-error the whole request is missing
      () => client.getAgent(),
      // @ts-expect-error the query has no such member
      () => client.listAgents({ query: { skill: 'nlp' } }),
      // @ts-expect-error the body has another shape
      () => client.createChallenge({ body: { did: DID, purpose: 'nothing' } }),
      // @ts-expect-error the route has no pages
      () => client.getAgent.each({ params: { did: DID } }),
      // @ts-expect-error the contract has no such route
      () => tower.getAgent,
      async () => {
        const result = await tower.tellTime();
        // @ts-expect-error the value exists only after a check of ok
        return result.value;
      },
    ];
    const right = [
      async () => orThrow(await tower.tellTime()).time satisfies string,
      async () => orThrow(await client.getAgent({ params: { did: DID } })).updatedAt satisfies Date,
      async () => {
        const result = await client.registerAgent({
          body: {
            did: DID,
            name: 'n',
            payTo: 'p',
            skills: ['a', { skill: 'b', priceAtomic: '10' }],
            proof: { challengeId: 'c', signature: 's' },
          },
        });
        return result.ok
          ? (result.status satisfies 201)
          : result.error.code === 'agent-exists' || result.error.code === 'token-missing';
      },
    ];
    expect([mistakes.length, right.length]).toEqual([7, 3]);
  });
});
