import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '@pos/client/client.ts';
import { json, startScriptedServer, type Act, type ScriptedServer } from '@pos/client/testing/scripted-server.ts';
import { checkHistory, listEndpoints, readAgent, registerAgent, testWithMock, watchCalls } from './documented-use.ts';

const DID = 'did:pkh:solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1:4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const WALLET = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const ID = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
const AT = '2026-01-31T12:00:00.000Z';

const score = {
  scoreBps: 6_000,
  meanBps: 7_000,
  lowBps: 6_000,
  highBps: 8_000,
  evidence: 3,
  reasons: [],
  modelVersion: 'm',
  asOf: AT,
};
const agent = {
  did: DID,
  name: 'Word Counter',
  description: '',
  payTo: WALLET,
  skills: [{ skill: 'text-analysis' }],
  programs: [],
  endpoints: [],
  metrics: {},
  revision: 1,
  score: { ...score, did: DID, jobValue: null, evidenceRoot: null },
  reputation: score,
  registeredAt: AT,
  createdAt: AT,
  updatedAt: AT,
};
const settlement = {
  settlementId: ID,
  did: DID,
  network: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
  asset: WALLET,
  amount: '10000',
  payTo: WALLET,
  status: 'confirmed',
  txSignature: null,
  slot: null,
  createdAt: AT,
  confirmedAt: AT,
};
const changed = {
  specversion: '1.0',
  id: ID,
  source: 'pos.registry',
  type: 'CapabilitiesChanged.v1',
  subject: DID,
  time: AT,
  data: { eventId: ID, did: DID, skills: ['nlp'], revision: 1, occurredAt: AT },
};
const feed: Act = (_, response) =>
  void response
    .writeHead(200, { 'content-type': 'text/event-stream' })
    .write(`id: 1\ndata: ${JSON.stringify(changed)}\n\n`);

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

describe('the code of docs/client.md', () => {
  it('reads an agent, its score, its settlements and its feed', async () => {
    server.script(
      json(200, agent),
      json(200, {
        ...score,
        did: DID,
        jobValue: '5000000',
        ticket: '5000000',
        evidenceRoot: null,
        proven: null,
      }),
      json(200, { settlements: [settlement, settlement], nextCursor: 'next' }),
      json(200, { settlements: [settlement], nextCursor: null }),
      feed,
    );
    const heard: string[] = [];
    const read = await readAgent({
      baseUrl: server.url,
      tokenUrl: `${server.url}/token`,
      clientId: 'me',
      clientSecret: 'secret',
      did: DID,
      heard: ({ type }) => heard.push(type) < 1,
    });
    expect(read).toEqual({ name: 'Word Counter', updatedAt: new Date(AT), scoreBps: 6_000, earnedAtomic: 30_000n });
    expect(heard).toEqual(['CapabilitiesChanged.v1']);
  });

  it('calls the hooks for retries and deprecations', async () => {
    const unavailable = { type: 'x', title: 'Busy', status: 503, code: 'upstream-unavailable', cure: 'Wait.' };
    const deprecated = {
      deprecation: '@1796083200',
      sunset: 'Tue, 01 Jun 2027 00:00:00 GMT',
      link: '</docs#get-score.ticket>; rel="deprecation"; title="Use jobValue instead."',
    };
    const answer = { ...score, did: DID, jobValue: null, ticket: null, evidenceRoot: null, proven: null };
    server.script(json(503, unavailable), json(200, answer, deprecated));
    const lines: string[] = [];
    expect((await watchCalls(server.url, DID, (line) => lines.push(line))).ok).toBe(true);
    expect(lines).toEqual([
      expect.stringMatching(/^getScore: upstream-unavailable, again in \d+ ms$/),
      'getScore uses get-score.ticket: Use jobValue instead.',
    ]);
  });

  it('ignores values that a newer registry added', async () => {
    const endpoints = [
      { kind: 'x402', url: 'https://agent.example/call' },
      { kind: 'acp', url: 'https://agent.example/acp' },
    ];
    const settled = {
      ...changed,
      type: 'SettlementConfirmed.v1',
      data: {
        ...settlement,
        eventId: ID,
        payer: WALLET,
        txSignature: 'signature',
        slot: '1',
        occurredAt: AT,
      },
    };
    const messages = [{ ...changed, type: 'Unheard.v1' }, settled].map((each) => `data: ${JSON.stringify(each)}\n\n`);
    server.script(
      json(200, { ...agent, endpoints }),
      (_, response) => void response.writeHead(200).write(messages.join('')),
    );
    expect(await listEndpoints(createClient({ baseUrl: server.url }), DID)).toEqual({
      callable: ['https://agent.example/call'],
      amount: 10_000n,
    });
  });

  it('registers with a signature over the challenge', async () => {
    server.script(
      json(201, { challengeId: ID, message: 'sign me', expiresAt: AT }),
      json(200, { access_token: 'given', token_type: 'Bearer', expires_in: 3_600 }),
      json(201, agent),
    );
    const registry = createClient({
      baseUrl: server.url,
      auth: { tokenUrl: `${server.url}/token`, clientId: 'me', clientSecret: 'secret' },
    });
    const name = 'Word Counter';
    const sign = (message: string) => `signed: ${message}`;
    await registerAgent(registry, { did: DID, name, payTo: WALLET, url: 'https://agent.example', sign });
    expect(JSON.parse(server.seen.at(-1)?.body ?? '')).toMatchObject({
      did: DID,
      proof: { challengeId: ID, signature: 'signed: sign me' },
    });
  });

  it('asks a mock in place of a registry', async () => {
    expect(await testWithMock(DID)).toEqual({ scoreBps: 9_000, asked: 1 });
  });

  it('refuses a presentation that the registry did not sign', async () => {
    server.script(json(200, { issuer: server.url, jwks: { keys: [] } }));
    const registry = createClient({ baseUrl: server.url });
    const shown = { presentation: 'e30.e30.e30~', issuer: server.url, audience: 'https://market.example', nonce: 'n' };
    expect(await checkHistory(registry, shown)).toBeUndefined();
  });
});
