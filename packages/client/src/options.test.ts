import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { open } from '@pos/contract/access.ts';
import { route } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import * as z from 'zod';
import type { ClientOptions } from './client-options.ts';
import type { Deprecation, ReceivedResponse, Retry, SentRequest } from './hooks.ts';
import { orThrow } from './result.ts';
import { platform } from './surroundings.ts';
import { clientOf } from './testing/client-of.ts';
import { json, problem, startScriptedServer, type ScriptedServer } from './testing/scripted-server.ts';

const DID = 'did:web:agent.example';
const HEALTH = { status: 'ok', stage: 'local', parts: {} };

let server: ScriptedServer;
beforeEach(async () => {
  server = await startScriptedServer();
});
afterEach(() => server.close());

const registryWith = (options: Omit<ClientOptions, 'baseUrl'>) =>
  clientOf(ROUTES, { baseUrl: server.url, ...options }, { ...platform, random: () => 0, sleep: async () => undefined });

describe('the options of a client', () => {
  it('add headers to every request, which a call may replace', async () => {
    server.script(json(200, HEALTH));
    const registry = registryWith({ headers: { 'X-Trace': 'client', 'x-team': 'a' } });
    await registry.getHealth({ headers: { 'x-trace': 'call' } });
    await registry.getHealth();
    expect(server.seen.map(({ headers }) => [headers['x-trace'], headers['x-team']])).toEqual([
      ['call', 'a'],
      ['client', 'a'],
    ]);
  });

  it('send the API key to the routes that count by it, and to no other', async () => {
    server.script(json(200, { scores: [], unknown: [] }));
    const registry = registryWith({ apiKey: 'secret-key', auth: { accessToken: () => 'given' } });
    await registry.embedScores({ body: { dids: [DID] } });
    await registry.getScores({ body: { dids: [DID] } });
    expect(server.seen.map(({ headers }) => headers['x-api-key'])).toEqual(['secret-key', undefined]);
  });

  it('replace fetch', async () => {
    const asked: string[] = [];
    const registry = registryWith({
      fetch: async (input) => {
        asked.push(String(input));
        return Response.json(HEALTH);
      },
    });
    expect(orThrow(await registry.getHealth()).status).toBe('ok');
    expect(asked).toEqual([`${server.url}/health`]);
  });

  it('bound the time of one call', async () => {
    server.script(() => undefined);
    await expect(registryWith({ attempts: 1 }).getHealth({ timeoutMs: 20 })).rejects.toThrow('within 0.02 s');
  });

  it('take amounts and times in bodies as they are read in answers', async () => {
    server.script(json(200, { scores: [], unknown: [] }));
    const registry = registryWith({});
    await registry.getScores({ body: { dids: [DID], jobValue: 5_000_000n } });
    await registry
      .rateSettlement({
        params: { txSignature: 's' },
        body: {
          network: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
          ratingBps: 9_000,
          issuedAt: new Date('2026-01-31T12:00:00Z'),
          expiresAt: '2026-01-31T13:00:00.000Z',
          signature: 's',
        },
      })
      .catch(() => undefined);
    expect(server.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { dids: [DID], jobValue: '5000000' },
      expect.objectContaining({ issuedAt: '2026-01-31T12:00:00.000Z', expiresAt: '2026-01-31T13:00:00.000Z' }),
    ]);
  });
});

describe('the hooks', () => {
  it('are called for every attempt, without its token', async () => {
    const [sent, received, retries]: [SentRequest[], ReceivedResponse[], Retry[]] = [[], [], []];
    server.script(problem({ code: 'upstream-unavailable', retryAfterSeconds: 1 }), json(200, HEALTH));
    await registryWith({
      onRequest: (each) => sent.push(each),
      onResponse: (each) => received.push(each),
      onRetry: (each) => retries.push(each),
    }).getHealth();
    const call = { name: 'getHealth', method: 'GET', url: `${server.url}/health` };
    expect(sent).toEqual([
      { ...call, attempt: 1 },
      { ...call, attempt: 2 },
    ]);
    expect(received.map(({ status, requestId, attempt }) => [status, requestId, attempt])).toEqual([
      [503, 'request-503', 1],
      [200, 'request-200', 2],
    ]);
    expect(retries).toEqual([{ ...call, attempt: 1, afterMs: 1_000, status: 503, code: 'upstream-unavailable' }]);
  });

  it('are called once for each deprecated name', async () => {
    const told: Deprecation[] = [];
    const [page, title] = [`${server.url}/docs#get-health`, 'The route, \\"health\\"; <old>: use another.'];
    const headers = {
      deprecation: '@1688169599',
      sunset: 'Sun, 30 Jun 2030 23:59:59 GMT',
      link: [
        `<${page}>; rel="deprecation"; type="text/html"; title="${title}"`,
        `<${page}%20detail>; title=Detail; rel="deprecation"`,
        '<https://a.example/new>; rel="canonical successor-version"',
      ].join(', '),
    };
    server.script(json(200, HEALTH, headers));
    const registry = registryWith({ onDeprecation: (each) => told.push(each) });
    await registry.getHealth();
    await registry.getHealth();
    const common = {
      method: 'getHealth',
      since: new Date('2023-06-30T23:59:59Z'),
      sunset: new Date('2030-06-30T23:59:59Z'),
      successor: 'https://a.example/new',
    };
    expect(told).toEqual([
      { ...common, name: 'get-health', page, notice: 'The route, "health"; <old>: use another.' },
      { ...common, name: 'get-health detail', page: `${page}%20detail`, notice: 'Detail' },
    ]);
  });

  it('get the name of the method for a deprecation whose page the registry does not name', async () => {
    const told: Deprecation[] = [];
    const registry = registryWith({ onDeprecation: (each) => told.push(each) });
    for (const deprecation of ['true', '?0', 'true']) {
      server.script(json(200, HEALTH, { deprecation }));
      await registry.getHealth();
    }
    expect(told).toEqual([{ method: 'getHealth', name: 'getHealth' }]);
  });

  it('end the call if one of them throws', async () => {
    const registry = registryWith({
      onRequest: () => {
        throw new Error('not now');
      },
    });
    await expect(registry.getHealth()).rejects.toThrow('not now');
    expect(server.seen).toHaveLength(0);
  });
});

describe('a route of the contract', () => {
  it('is not called with a key or a token that it does not need', async () => {
    const plain = route({
      id: 'tell-time',
      method: 'GET',
      path: '/time',
      summary: 's',
      responses: { 200: z.object({}) },
      problems: [],
      access: open('a test'),
      needs: [],
    });
    server.script(json(200, {}));
    const options = { baseUrl: server.url, apiKey: 'k', auth: { accessToken: () => 'given' } };
    await clientOf({ 'tell-time': plain }, options, platform).tellTime();
    expect([server.seen[0]?.headers['x-api-key'], server.seen[0]?.headers.authorization]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
