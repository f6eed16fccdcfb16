import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { Client } from 'pg';
import { proveControl } from '@pos/client/prove-control.ts';
import { signBytes } from '@solana/kit';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { presentCredential } from '@pos/credentials/present.ts';
import { verifyWorkHistory } from '@pos/client/verify-work-history.ts';
import { orThrow } from '@pos/client/result.ts';
import { eventOf, openFeed } from './demo/event-feed.ts';
import { getScore, registryAt } from './demo/registry.ts';
import { runDemo, type DemoResult } from './demo/run-demo.ts';
import { makeWallet, openWallet } from './demo/wallet.ts';
import type { System } from './system.ts';
import { askDocumentedGets } from './testing/documented-gets.ts';
import { startLossyRelay } from './testing/lossy-relay.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

let test: TestSystem;
let system: System;
let demo: DemoResult;
const api = (path: string): string => system.endpoints.apiUrl + path;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function ask(
  method: string,
  path: string,
  body?: string | object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const response = await fetch(api(path), {
    method,
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(text === undefined ? {} : { body: text }),
  });
  const answer = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: answer === '' ? {} : (JSON.parse(answer) as Record<string, unknown>),
  };
}

const PATIENCE_MS = 60_000;

async function getToken(
  { token }: System['endpoints'],
  scopes: readonly string[] = ['registry/agents.write'],
): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: token.clientId,
    client_secret: token.clientSecret,
    scope: scopes.join(' '),
  });
  const response = await fetch(token.url, { method: 'POST', body: form });
  return ((await response.json()) as { access_token: string }).access_token;
}

const query = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> => {
  const client = new Client({ connectionString: system.endpoints.database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
};
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let turn = 0; turn < 450; turn += 1) {
    if (await holds()) return;
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
  throw new Error(`Timed out. Faults: ${test.faults.join('; ')}`);
};
const done = async () =>
  (await query<{ n: string }>("select count(*) n from local_queues.job where state < 'completed'"))[0]?.n === '0';

const codeOf = ({ status, body }: Answer) => [status, body['code']];
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

beforeAll(async () => {
  test = await startTestSystem({ ratePerSecond: 1_000, burst: 5_000 });
  system = test.system;
  demo = await runDemo(system.endpoints, () => undefined);
}, 120_000);

afterAll(() => test.stop(), 60_000);

describe('the main flow, with the official clients', () => {
  it('settles every payment once, and every settlement moves a score', () => {
    expect(demo.agents.map(({ payments, earnedAtomic }) => [payments, earnedAtomic])).toEqual([
      [5, 50_000n],
      [3, 150_000n],
      [1, 250_000n],
    ]);
    for (const { before, after } of demo.agents) {
      expect(after.scoreBps).toBeGreaterThan(before.scoreBps);
      expect(after.highBps - after.lowBps).toBeLessThan(before.highBps - before.lowBps);
    }
  });

  it('refuses a replay at every server', () => {
    expect(demo.replayStatuses).toEqual([402, 402]);
    expect(demo.served).toBe(11);
  });

  it('raises the score by the rating of a trusted payer', () => {
    expect(demo.vouched.before.scoreBps).toBeLessThan((demo.agents[2]?.after.scoreBps ?? 0) + 10);
    expect(demo.vouched.after.scoreBps).toBeGreaterThan(demo.vouched.before.scoreBps + 1_000);
  });

  it('lists the agents and their settlements', async () => {
    const { body } = await ask('GET', '/agents?skills=text-analysis');
    expect((body['agents'] as { name: string }[]).map(({ name }) => name).toSorted()).toEqual([
      'Reverser',
      'Word Counter',
    ]);
    const [agent] = demo.agents;
    const paid = await ask('GET', `/agents/${encodeURIComponent(agent?.did ?? '')}/settlements`);
    expect((paid.body['settlements'] as { status: string }[]).map(({ status }) => status)).toEqual(
      Array.from({ length: 5 }, () => 'confirmed'),
    );
  });

  it('shows a payer its own payments, each as everybody else can read it', async () => {
    const registry = registryAt(system.endpoints);
    const file = system.endpoints.wallets.find(({ name }) => name === 'business');
    if (file === undefined) throw new Error('There is no wallet business.');
    const wallet = await openWallet(file, system.endpoints.solana.network);
    const { did, sign } = wallet;
    const body = { did, proof: await proveControl(registry, { did, purpose: 'list-payer-settlements', sign }) };
    const shown = [];
    for await (const payment of registry.listPayerSettlements.each({ query: { limit: 1 }, body })) shown.push(payment);
    expect(shown.map(({ status }) => status)).toEqual(['confirmed', 'confirmed']);
    for (const { resourceUrl, ...settlement } of shown) {
      expect(resourceUrl).toMatch(/^http/);
      const params = { txSignature: settlement.settlementId };
      expect(orThrow(await registry.getSettlement({ params }))).toEqual(settlement);
    }
    const ratings = await Promise.all(
      shown.map(({ txSignature }) => registry.getRating({ params: { txSignature: txSignature ?? '' } })),
    );
    expect(ratings.map((rating) => rating.ok && rating.value.did)).toEqual(shown.map((settlement) => settlement.did));
    const skills = orThrow(await registry.listSkills({ query: { prefix: 'text' } }));
    expect(skills.skills).toEqual([{ skill: 'text-analysis', agents: 2 }]);
  });

  it('resumes the feed after a position, for one agent only', async () => {
    const did = demo.agents[1]?.did ?? '';
    const feed = await openFeed(registryAt(system.endpoints), { did, after: '0' });
    const registered = await feed.waitFor(
      eventOf('AgentRegistered.v1', () => true),
      PATIENCE_MS,
    );
    const settled = () => feed.events.filter(({ type }) => type === 'SettlementConfirmed.v1').length === 3;
    await feed.waitFor(
      eventOf('ReputationChanged.v1', ({ position }) => settled() && Number(position) > Number(registered.position)),
      PATIENCE_MS,
    );
    expect(new Set(feed.events.map((event) => (event.type === 'unreadable' ? event.fault : event.subject)))).toEqual(
      new Set([did]),
    );
    const positions = feed.events.map(({ position }) => Number(position));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    await feed.close();
  });

  it('answers health, the OpenAPI document, the docs page and the description of a problem', async () => {
    expect((await ask('GET', '/health')).body).toMatchObject({ status: 'ok', stage: 'local' });
    expect((await ask('GET', '/openapi.json')).body).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: system.endpoints.apiUrl }],
    });
    expect((await ask('GET', '/problems/payment-identifier-conflict')).body).toMatchObject({
      code: 'payment-identifier-conflict',
      status: 409,
    });
    const asPage = await fetch(api('/problems/payment-identifier-conflict'), {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    expect([asPage.headers.get('content-type'), asPage.headers.get('vary')]).toEqual([
      'text/html; charset=utf-8',
      'Accept',
    ]);
    expect((await ask('GET', '/problems/nothing')).body).toMatchObject({ code: 'problem-unknown' });
    const page = await fetch(api('/docs'));
    const html = await page.text();
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(html).toContain('/agents/{did}/capabilities');
    expect(html).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1|agent\.example)[^"'<]*\.(?:js|css|woff)/);
  });

  it('answers every documented GET as the OpenAPI document says', async () => {
    const answers = await askDocumentedGets(system.endpoints.apiUrl, demo.agents[0]?.did ?? '');
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter(({ faults }) => faults.length > 0)).toEqual([]);
  });

  it('runs container routes behind the same gateway', async () => {
    const rpc = (method: string) => ask('POST', '/solana/rpc', { jsonrpc: '2.0', id: 7, method });
    expect((await rpc('getSlot')).body).toMatchObject({ jsonrpc: '2.0', id: 7 });
    expect(await rpc('requestAirdrop')).toMatchObject({ status: 200, body: { id: 7, error: { code: -32_601 } } });
    const batch = await ask('POST', '/solana/rpc', [
      { jsonrpc: '2.0', id: 1, method: 'getSlot' },
      { jsonrpc: '2.0', id: 2, method: 'requestAirdrop' },
    ]);
    expect(batch).toMatchObject({
      status: 200,
      body: [
        { id: 1, result: expect.any(Number) },
        { id: 2, error: { code: -32_601 } },
      ],
    });
  });
});

describe('bad requests', () => {
  it.each([
    ['malformed JSON', '{"did":', 400, 'request-malformed'],
    ['a wrong type', { did: 7, purpose: 'register-agent' }, 400, 'request-invalid'],
    [
      'an unknown field',
      { did: 'did:web:agent.example', purpose: 'register-agent', admin: true },
      400,
      'request-invalid',
    ],
    ['a bad DID', { did: 'did:pkh:solana:x:y', purpose: 'register-agent' }, 400, 'request-invalid'],
    ['one megabyte', { did: 'x'.repeat(1_048_576), purpose: 'register-agent' }, 413, 'request-too-large'],
  ])('refuses %s with a problem and its cure', async (_, body, status, code) => {
    const answer = await ask('POST', '/challenges', body);
    expect(codeOf(answer)).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('link')).toBe(`<${api(`/problems/${code}`)}>; rel="help"`);
    expect(answer.body).toMatchObject({
      type: `urn:problem-type:pos-registry:${code}`,
      cure: expect.any(String),
      instance: expect.stringContaining('urn:request:'),
    });
  });

  it('names every invalid field', async () => {
    const { body } = await ask('POST', '/challenges', { purpose: 'nothing', more: 1 });
    const errors = body['errors'] as { pointer: string; code: string; detail: string }[];
    expect(errors.map(({ pointer, code }) => [pointer, code]).toSorted()).toEqual([
      ['/did', 'missing'],
      ['/more', 'unknown'],
      ['/purpose', 'choice'],
    ]);
    expect(errors.find(({ pointer }) => pointer === '/purpose')?.detail).toMatch(
      /^Expected "[a-z-]+", .* or "[a-z-]+"\. The value is "nothing"\.$/,
    );
  });

  it('treats SQL in a search as text', async () => {
    const { status, body } = await ask('GET', `/agents?q=${encodeURIComponent("x'; drop table agent_profiles; --")}`);
    expect([status, body['agents']]).toEqual([200, []]);
    expect((await ask('GET', '/agents')).body['agents']).toHaveLength(3);
  });

  it('answers unknown routes, wrong methods and preflights', async () => {
    expect(codeOf(await ask('GET', '/nowhere'))).toEqual([404, 'route-unknown']);
    const wrong = await ask('DELETE', '/agents');
    expect([...codeOf(wrong), wrong.headers.get('allow')]).toEqual([
      405,
      'method-not-allowed',
      'GET, HEAD, POST, OPTIONS',
    ]);
    const preflight = await ask('OPTIONS', '/x402/settle');
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      expect.stringContaining('PAYMENT-SIGNATURE'),
    ]);
  });
});

describe('HEAD', () => {
  const told = async (method: string, path: string) => {
    const response = await fetch(api(path), { method });
    const ofConnection = ['x-request-id', 'date', 'connection', 'keep-alive', 'transfer-encoding'];
    const headers = Object.fromEntries([...response.headers].filter(([name]) => !ofConnection.includes(name)));
    if (method === 'GET' && path === '/events') await response.body?.cancel();
    const text = response.bodyUsed ? '' : await response.text();
    return { status: response.status, headers, bytes: Buffer.byteLength(text) };
  };

  it.each(Object.values(ROUTES).flatMap((route: RouteDeclaration) => (route.method === 'GET' ? [route.path] : [])))(
    'of %s has the headers of GET and no body',
    async (template) => {
      const did = demo.agents[0]?.did ?? '';
      const path = template
        .replace('{did}', encodeURIComponent(did))
        .replace('{code}', 'agent-unknown')
        .replace('{list}', '0');
      const asked = template.startsWith('/reputation/') ? `${path}?did=${encodeURIComponent(did)}` : path;
      const [read, head] = [await told('GET', asked), await told('HEAD', asked)];
      // Latencies and signatures differ from call to call.
      const changing = ['/health', '/credentials/status/{list}'].includes(template)
        ? { etag: expect.any(String), 'content-length': expect.any(String) }
        : {};
      expect([head.status, head.headers]).toEqual([read.status, { ...read.headers, ...changing }]);
      expect(head.bytes).toBe(0);
      if (template !== '/events') expect(read.headers['content-length']).toBe(String(read.bytes));
    },
  );

  it('of a path without GET is refused with the methods that the path has', async () => {
    const response = await fetch(api('/x402/settle'), { method: 'HEAD' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });
});

describe('a change of capabilities', () => {
  it('takes the ETag of the agent, changes what is sent, and refuses a stale repetition', async () => {
    const registry = registryAt(system.endpoints);
    const file = system.endpoints.wallets.find(({ name }) => name === 'agent-1');
    if (file === undefined) throw new Error('There is no wallet agent-1.');
    const { did, sign } = await openWallet(file, system.endpoints.solana.network);
    const read = await registry.getAgent({ params: { did } });
    const before = orThrow(read);
    const patch = async (ifMatch: string) => {
      const proof = await proveControl(registry, { did, purpose: 'put-capabilities', sign });
      const body = { metrics: { languages: 3 }, proof };
      return registry.patchCapabilities({ params: { did }, headers: { 'if-match': ifMatch }, body });
    };
    const tag = read.ok ? (read.headers.get('etag') ?? '') : '';
    const { revision, endpoints, skills, metrics } = orThrow(await patch(tag));
    expect({ revision, endpoints, skills, metrics }).toEqual({
      revision: before.revision + 1,
      endpoints: before.endpoints,
      skills: before.skills,
      metrics: { ...before.metrics, languages: 3 },
    });
    expect(await patch(tag)).toMatchObject({ ok: false, error: { code: 'revision-stale', status: 412 } });
    expect((await ask('GET', `/agents/${encodeURIComponent(did)}`, undefined, { 'if-none-match': tag })).status).toBe(
      200,
    );
  });
});

describe('tokens', () => {
  const registration = () => ask('POST', '/register-agent', {});
  const withToken = (token: string) => ask('POST', '/register-agent', {}, bearer(token));
  const claims = (more: object = {}) => {
    const { clientId, issuer } = system.endpoints.token;
    return {
      sub: clientId,
      client_id: clientId,
      token_use: 'access',
      scope: 'registry/agents.write',
      iss: issuer,
      ...more,
    };
  };

  it('are required with the right scope before the body is read', async () => {
    expect(codeOf(await registration())).toEqual([401, 'token-missing']);
    expect(codeOf(await withToken('not.a.token'))).toEqual([401, 'token-invalid']);
    expect(codeOf(await withToken(await getToken(system.endpoints, ['registry/embeds.read'])))).toEqual([
      403,
      'scope-missing',
    ]);
    expect(codeOf(await withToken(await getToken(system.endpoints, ['registry/agents.write'])))).toEqual([
      400,
      'request-invalid',
    ]);
  });

  it('need an API key beside them on a metered route', async () => {
    const embed = async (headers: Record<string, string>) =>
      ask(
        'POST',
        '/embeds/scores',
        { dids: [] },
        { ...bearer(await getToken(system.endpoints, ['registry/embeds.read'])), ...headers },
      );
    expect(codeOf(await embed({}))).toEqual([403, 'api-key-invalid']);
    expect(codeOf(await embed({ 'x-api-key': 'x'.repeat(40) }))).toEqual([403, 'api-key-invalid']);
    expect(codeOf(await embed({ 'x-api-key': system.endpoints.apiKey }))).toEqual([400, 'request-invalid']);
  });

  it('are refused when foreign, unsigned or damaged', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const foreign = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256', kid: 'ours' })
      .setExpirationTime('1h')
      .sign(privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims({ exp: 4e9 }))).toString('base64url')}.`;
    const good = await getToken(system.endpoints);
    const damaged = `${good.slice(0, -6)}AAAAAA`;
    for (const token of [foreign, unsigned, damaged])
      expect(codeOf(await withToken(token))).toEqual([401, 'token-invalid']);
  });

  it('are refused when expired, and id tokens of the same issuer too', async () => {
    const { loadSigningKey } = await import('./token/signing-key.ts');
    const { privateKey, kid } = await loadSigningKey(join(system.directory.keys, 'token-signing-key.json'));
    const make = (more: object, expires: string) =>
      new SignJWT(claims(more)).setProtectedHeader({ alg: 'RS256', kid }).setExpirationTime(expires).sign(privateKey);
    expect((await withToken(await make({}, '-1s'))).body['detail']).toBe('It has expired.');
    expect(codeOf(await withToken(await make({ token_use: 'id' }, '1h')))).toEqual([401, 'token-invalid']);
    expect(codeOf(await withToken(await make({}, '1h')))).toEqual([400, 'request-invalid']);
  });

  it('are refused for a wrong secret, and their public key is open', async () => {
    const { url, clientId, jwksUrl } = system.endpoints.token;
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: 'guess' }),
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: 'invalid_client', error_description: expect.any(String) },
    ]);
    const { keys } = (await (await fetch(jwksUrl)).json()) as { keys: Record<string, unknown>[] };
    expect(keys).toEqual([expect.objectContaining({ kty: 'RSA', alg: 'RS256', use: 'sig' })]);
    expect(keys[0]).not.toHaveProperty('d');
    expect(await exportJWK((await generateKeyPair('RS256', { extractable: true })).publicKey)).not.toHaveProperty('d');
  });
});

describe('a route that uses a challenge', () => {
  it('gives the first answer to the same request again, and refuses another one', async () => {
    const wallet = await makeWallet('newcomer', system.endpoints.solana.network);
    const token = await getToken(system.endpoints);
    const proof = await proveControl(registryAt(system.endpoints), {
      did: wallet.did,
      purpose: 'register-agent',
      sign: wallet.sign,
    });
    const body = { did: wallet.did, name: 'Newcomer', payTo: wallet.address, skills: ['waiting'], proof };
    const register = (sent: object, path = '/register-agent') => ask('POST', path, sent, bearer(token));
    const [first, meanwhile] = await Promise.all([register(body), register(body)]);
    const again = await register(body, '/agents');
    const link = `<${system.endpoints.apiUrl}/agents>; rel="canonical"`;
    expect([first.headers.get('link'), again.headers.get('link')]).toEqual([link, null]);
    expect([first.status, meanwhile.status, again.status]).toEqual([201, 201, 201]);
    expect([meanwhile.body, again.body]).toEqual([first.body, first.body]);
    expect([again.headers.get('idempotent-replayed'), again.headers.get('location')]).toEqual([
      'true',
      first.headers.get('location'),
    ]);
    expect(codeOf(await register({ ...body, name: 'Other' }))).toEqual([409, 'challenge-unknown']);
    const announced = await query('select 1 from outbox where detail_type = $1 and detail->>$2 = $3', [
      'AgentRegistered.v1',
      'did',
      wallet.did,
    ]);
    expect(announced).toHaveLength(1);
  });

  it('is repeated by the client when the first answer is lost, without a second effect', async () => {
    const relay = await startLossyRelay(system.endpoints.apiUrl);
    try {
      const registry = registryAt({ ...system.endpoints, apiUrl: relay.url });
      const { did, address, sign } = await makeWallet('unlucky', system.endpoints.solana.network);
      const proofFor = (purpose: 'register-agent' | 'put-capabilities' | 'put-owner') =>
        proveControl(registry, { did, purpose, sign });
      const offer = { name: 'Unlucky', payTo: address, skills: ['waiting'] };
      orThrow(await registry.registerAgent({ body: { did, ...offer, proof: await proofFor('register-agent') } }));
      const put = { skills: ['repeating'], proof: await proofFor('put-capabilities') };
      const changed = orThrow(
        await registry.putCapabilities({ params: { did }, headers: { 'if-match': '"1"' }, body: put }),
      );
      expect(changed.revision).toBe(2);
      const owner = { ownerCommitment: '77', proof: await proofFor('put-owner') };
      orThrow(await registry.putOwner({ params: { did }, body: owner }));
      expect(relay.lost()).toEqual(
        expect.arrayContaining(['POST /agents', 'PUT /agents/capabilities', 'PUT /agents/owner']),
      );
    } finally {
      await relay.close();
    }
  });
});

describe('an alias and a former name', () => {
  it('are answered as the present names are, with links to them', async () => {
    const { did } = demo.agents[0] as DemoResult['agents'][number];
    const [inPath, inQuery] = [encodeURIComponent(did), new URLSearchParams({ jobValue: '1000000', did }).toString()];
    // The score itself decays, so two requests may have different scores.
    const named = ({ body }: Answer) => {
      const { did: agent, jobValue, evidenceRoot, proven } = body as Record<string, unknown>;
      return { agent, jobValue, evidenceRoot, proven };
    };
    const canonical = await ask('GET', `/reputation/score?${inQuery}`);
    const alias = await ask('GET', `/agents/${inPath}/score?jobValue=1000000`);
    expect([alias.status, named(alias)]).toEqual([200, named(canonical)]);
    expect(named(alias)).toMatchObject({ agent: did, jobValue: '1000000' });
    expect(alias.headers.get('link')).toBe(`<${system.endpoints.apiUrl}/reputation/score?${inQuery}>; rel="canonical"`);
    const former = await ask('GET', `/agents/${inPath}/score/history?before=2`);
    expect(former.headers.get('deprecation')).toMatch(/^@\d+$/);
    expect(former.headers.get('sunset')).toBe('Tue, 01 Jun 2027 00:00:00 GMT');
    expect(former.headers.get('link')).toContain('/docs#get-score-history.query.before>; rel="deprecation"');
    expect(alias.headers.get('deprecation')).toBeNull();
  });
});

describe('a work history as a credential', () => {
  it('is issued to the paid wallet, shown in part, and verified by the registry and by the client alone', async () => {
    const registry = registryAt(system.endpoints);
    const { solana, apiUrl, wallets } = system.endpoints;
    const file = wallets.find(({ name }) => name === 'agent-2');
    if (file === undefined) throw new Error('There is no wallet agent-2.');
    const wallet = await openWallet(file, solana.network);
    const ask = async () => {
      const proof = await proveControl(registry, { did: wallet.did, purpose: 'issue-credential', sign: wallet.sign });
      return registry.issueCredential({ params: { did: wallet.did }, body: { proof } });
    };
    // Another consumer writes the receipts, shortly after the scores.
    let issued = await ask();
    for (let turn = 0; turn < 500 && !issued.ok && issued.error.code === 'history-empty'; turn += 1) {
      await new Promise((resolve) => void setTimeout(resolve, 100));
      issued = await ask();
    }
    const { credential, credentialId } = orThrow(issued);
    const listed = orThrow(await registry.listCredentials({ params: { did: wallet.did } }));
    const read = orThrow(await registry.getCredential({ params: { did: wallet.did, credentialId } }));
    expect([listed.credentials[0], read.status]).toEqual([read, 'valid']);
    const asked = { audience: 'https://shop.example', nonce: 'e2e-1' };
    const sign = (bytes: Uint8Array) => signBytes(wallet.signer.keyPair.privateKey, bytes);
    const presentation = await presentCredential({
      credential,
      show: { jobs: true },
      binding: { ...asked, at: new Date(), alg: 'EdDSA', sign },
    });
    const expected = {
      verdict: 'valid',
      did: wallet.did,
      issuer: apiUrl,
      claims: { jobs: expect.any(Number) },
      presentedBy: `${wallet.did}#controller`,
    };
    expect(orThrow(await registry.verifyCredential({ body: { presentation, ...asked } }))).toMatchObject(expected);
    expect(await verifyWorkHistory(registry, { presentation, issuer: apiUrl, ...asked })).toMatchObject(expected);
    expect(
      orThrow(await registry.verifyCredential({ body: { presentation, ...asked, nonce: 'another' } })),
    ).toMatchObject({ verdict: 'invalid', reason: 'holder-binding-invalid' });
  }, 120_000);

  it('is issued once when the first answer is lost', async () => {
    const relay = await startLossyRelay(system.endpoints.apiUrl);
    try {
      const registry = registryAt({ ...system.endpoints, apiUrl: relay.url });
      const { solana, wallets } = system.endpoints;
      const file = wallets.find(({ name }) => name === 'agent-2');
      if (file === undefined) throw new Error('There is no wallet agent-2.');
      const { did, sign } = await openWallet(file, solana.network);
      const count = async () =>
        (await query<{ n: number }>('select count(*)::int as n from credentials where did = $1', [did]))[0]?.n ?? 0;
      const before = await count();
      const proof = await proveControl(registry, { did, purpose: 'issue-credential', sign });
      orThrow(await registry.issueCredential({ params: { did }, body: { proof } }));
      expect([relay.lost().includes('POST /agents/credentials'), await count()]).toEqual([true, before + 1]);
    } finally {
      await relay.close();
    }
  });
});

describe('events on the bus', () => {
  const put = async (entries: { source: string; detailType: string; detail: unknown; time?: Date }[]) => {
    const client = new EventBridgeClient({
      endpoint: system.endpoints.eventBridge.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    await client.send(
      new PutEventsCommand({
        Entries: entries.map(({ source, detailType, detail, time }) => ({
          Source: source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
          ...(time === undefined ? {} : { Time: time }),
        })),
      }),
    );
    client.destroy();
  };
  it('counts a settlement once after five more deliveries in reverse order', async () => {
    const { did, after } = demo.agents[0] as DemoResult['agents'][number];
    const rows = await query<{ detail: unknown }>(
      "select detail from outbox where detail_type = 'SettlementConfirmed.v1' and detail->>'did' = $1 order by id desc",
      [did],
    );
    expect(rows).toHaveLength(5);
    const before = await query('select * from reputation_evidence');
    for (let turn = 0; turn < 5; turn += 1)
      await put(rows.map(({ detail }) => ({ source: 'pos.x402', detailType: 'SettlementConfirmed.v1', detail })));
    await until(done);
    expect(await query('select * from reputation_evidence')).toHaveLength(before.length);
    expect((await getScore(registryAt(system.endpoints), did)).evidence).toBeCloseTo(after.evidence, 5);
  });

  it('quarantines an unknown version and an invented settlement, with the reason', async () => {
    const [real] = await query<{ detail: Record<string, unknown> }>(
      "select detail from outbox where detail_type = 'SettlementConfirmed.v1' limit 1",
    );
    const forged = {
      ...real?.detail,
      eventId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
      txSignature: encodeBase58(new Uint8Array(64).fill(7)),
      amount: '999999999',
    };
    // The payment is older than the lag of any node, so a transaction that the node does not know does not exist.
    const time = new Date('2026-01-31T12:00:00Z');
    await put([
      { source: 'pos.x402', detailType: 'SettlementConfirmed.v9', detail: {} },
      { source: 'pos.producer.outsider', detailType: 'SettlementConfirmed.v1', detail: forged, time },
    ]);
    const quarantined = () =>
      query<{ reason: string }>("select reason from event_quarantine where consumer = 'apply-settlement'");
    await until(async () => (await quarantined()).length === 2);
    const kept = await quarantined();
    expect(kept.map(({ reason }) => reason).toSorted()).toEqual(['transaction-unknown', 'unknown-version']);
  });

  it('arrive from a producer over HTTP too, each with a disposition', async () => {
    const [real] = await query<{ detail: Record<string, string> }>(
      "select detail from outbox where detail_type = 'SettlementConfirmed.v1' limit 1",
    );
    const { did, network, txSignature, occurredAt, payTo } = real?.detail ?? {};
    const eventId = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c';
    // No stage names this authority, so the consumer quarantines the event.
    const attested = { authority: payTo, signature: 'unsigned', outcomeBps: 10_000 };
    const token = await getToken(system.endpoints, ['registry/events.write']);
    const events = [
      { type: 'ReputationChanged.v1', data: {} },
      { type: 'JobReported.v1', data: { eventId, did, network, txSignature, occurredAt, ...attested } },
    ];
    const { status, body } = await ask('POST', '/events', { events }, bearer(token));
    expect([status, body]).toMatchObject([
      200,
      {
        dispositions: [
          { disposition: 'refused', problem: { code: 'event-not-open', status: 403 } },
          { disposition: 'accepted', id: expect.any(String) },
        ],
      },
    ]);
    const kept = () =>
      query<{ reason: string; event: object }>(
        "select reason, event from event_quarantine where consumer = 'apply-attestations'",
      );
    await until(async () => (await kept()).length === 1);
    expect(await kept()).toMatchObject([{ reason: 'authority-unknown', event: { eventId } }]);
  });
});

describe('the whole run', () => {
  it('caused no fault', () => {
    expect(test.faults).toEqual([]);
  });
});
