import { randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONTRACT } from '@pos/contract/contract.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import { webFetcher } from '@pos/runtime/needs/web.ts';
import { localSettings, type LocalSettings } from '@pos/runtime/testing/local-settings.ts';
import {
  claimsFor,
  closeDatabases,
  functionOf,
  type Answer,
  type AnyHandler,
  type SentRequest,
} from '@pos/runtime/testing/run-route.ts';
import { writtenLines } from '@pos/runtime/testing/written-lines.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { pkhDid, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { eq, sql } from 'drizzle-orm';
import { createChallenge } from './routes/create-challenge.ts';
import { getAgent } from './routes/get-agent.ts';
import { getCapabilities } from './routes/get-capabilities.ts';
import { patchCapabilities } from './routes/patch-capabilities.ts';
import { putCapabilities } from './routes/put-capabilities.ts';
import { insertAgent } from './store/agents.ts';

let databases: TestDatabase;
let settings: LocalSettings;
let call: (id: string, sent: SentRequest) => Promise<Answer>;

beforeAll(async () => {
  databases = await testDatabase();
  settings = localSettings(databases.configs.registry_app);
  Object.assign(process.env, settings.variables);
  writtenLines();
  const d = {
    clock: { now: () => new Date() },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    newId: () => uuidV7(new Date(), randomBytes(10)),
    stage: 'local',
    publicUrl: 'http://registry.test',
    database: databases.app,
    // A did:pkh resolves without the chain and the web.
    solana: connectLedger({ rpcUrl: 'http://127.0.0.1:9', network: SOLANA_DEVNET }),
    web: webFetcher({ stage: 'local' }),
  };
  const handlers: Readonly<Record<string, unknown>> = {
    'create-challenge': createChallenge(d),
    'get-agent': getAgent(d),
    'get-capabilities': getCapabilities(d),
    'patch-capabilities': patchCapabilities(d),
    'put-capabilities': putCapabilities(d),
  };
  const functions = Object.entries(handlers).map(([id, handle]) => {
    const route = CONTRACT.routes[id];
    if (route === undefined) throw new Error(`There is no route ${id}`);
    return [id, functionOf(route, handle as AnyHandler)] as const;
  });
  call = (id, sent) => {
    const found = functions.find(([each]) => each === id)?.[1];
    if (found === undefined) throw new Error(`There is no function ${id}`);
    return found(sent);
  };
});
afterAll(async () => {
  settings.remove();
  await closeDatabases();
  await databases.close();
});

interface Owner {
  readonly did: Did;
  readonly key: Uint8Array;
}

const ENDPOINT = { kind: 'x402', url: 'https://agent.example/x402' } as const;
const PROGRAM = solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');

/** A registered agent with a skill, an endpoint, a program and two metrics, at revision 1. */
async function registered(metrics: Readonly<Record<string, number>> = { latencyMs: 90, uptime: 1 }): Promise<Owner> {
  const key = randomBytes(32);
  const payTo = solanaAddress(encodeBase58(ed25519.getPublicKey(key)));
  const did = pkhDid(SOLANA_DEVNET, payTo);
  const agent = { did, name: 'Ada', description: '', url: undefined, payTo, ownerCommitment: undefined };
  const offer = { skills: [{ skill: skill('nlp') }], programs: [PROGRAM], endpoints: [ENDPOINT], metrics };
  await databases.app.transaction((tx) => insertAgent(tx, { ...agent, ...offer }, new Date()));
  return { did, key };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const PATCH_TYPE = { 'content-type': 'application/merge-patch+json' };

async function proofOf({ did, key }: Owner) {
  const { json } = await call('create-challenge', {
    headers: JSON_TYPE,
    body: JSON.stringify({ did, purpose: 'put-capabilities' }),
  });
  const message = new TextEncoder().encode(String(json['message']));
  return { challengeId: json['challengeId'], signature: encodeBase58(ed25519.sign(message, key)) };
}

async function write(
  method: 'put' | 'patch',
  owner: Owner,
  body: object,
  headers: Readonly<Record<string, string>> = {},
) {
  return call(`${method}-capabilities`, {
    claims: claimsFor('owner', 'registry/agents.write'),
    params: { did: encodeURIComponent(owner.did) },
    headers: { ...(method === 'put' ? JSON_TYPE : PATCH_TYPE), ...headers },
    body: JSON.stringify({ proof: await proofOf(owner), ...body }),
  });
}

const read = (id: 'get-agent' | 'get-capabilities', { did }: Owner, headers: Readonly<Record<string, string>> = {}) =>
  call(id, { params: { did: encodeURIComponent(did) }, headers });
const tagOf = async (id: 'get-agent' | 'get-capabilities', owner: Owner): Promise<string> =>
  (await read(id, owner)).headers['etag'] ?? '';
const statusAndCode = ({ status, json }: Answer) => [status, json['code']];

describe('PATCH /agents/{did}/capabilities', () => {
  it('changes only what is sent', async () => {
    const owner = await registered();
    const { status, json } = await write('patch', owner, { skills: ['OCR'] });
    expect([status, json]).toMatchObject([
      200,
      {
        revision: 2,
        skills: [{ skill: 'ocr' }],
        endpoints: [ENDPOINT],
        programs: [PROGRAM],
        metrics: { latencyMs: 90, uptime: 1 },
      },
    ]);
    const events = await databases.owner.orm
      .select()
      .from(outbox)
      .where(eq(sql`${outbox.detail} ->> 'did'`, owner.did));
    expect(events.map(({ detail }) => detail)).toMatchObject([{ revision: 2, skills: ['ocr'] }]);
  });

  it('makes no revision and no event where nothing changes', async () => {
    const owner = await registered();
    const before = (await read('get-agent', owner)).json;
    for (const body of [{}, { metrics: { absent: null } }, { endpoints: [ENDPOINT] }])
      expect(await write('patch', owner, body)).toMatchObject({ status: 200, json: { revision: 1 } });
    expect((await read('get-agent', owner)).json).toEqual(before);
    const { rowCount } = await databases.app.orm.execute(
      sql`select 1 from outbox where detail_type = 'CapabilitiesChanged.v1' and detail->>'did' = ${owner.did}`,
    );
    expect(rowCount).toBe(0);
  });

  it('removes what is null, and merges metrics by name', async () => {
    const owner = await registered();
    const merged = await write('patch', owner, { programs: null, metrics: { uptime: null, jobs: 7 } });
    expect(merged.json).toMatchObject({ programs: [], endpoints: [ENDPOINT], metrics: { latencyMs: 90, jobs: 7 } });
    expect(merged.json['metrics']).not.toHaveProperty('uptime');
    expect((await write('patch', owner, { metrics: null, endpoints: null })).json).toMatchObject({
      endpoints: [],
      metrics: {},
      skills: [{ skill: 'nlp' }],
    });
  });

  it('does not remove the skills, of which an agent has at least one', async () => {
    const owner = await registered();
    expect(await write('patch', owner, { skills: null })).toMatchObject({
      status: 400,
      json: { errors: [{ in: 'body', pointer: '/skills', code: 'type' }] },
    });
  });

  it('refuses a change after which the agent would have too many metrics, and keeps the challenge', async () => {
    const many = Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`m${n}`, n]));
    const owner = await registered(many);
    const proof = await proofOf(owner);
    expect(await write('patch', owner, { proof, metrics: { more: 1 } })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/metrics', code: 'length' }] },
    });
    expect((await write('patch', owner, { proof, metrics: { more: 1, m0: null } })).status).toBe(200);
  });

  it('takes a merge patch and no other media type', async () => {
    const owner = await registered();
    const answer = await write('patch', owner, {}, JSON_TYPE);
    expect(answer).toMatchObject({
      status: 415,
      headers: { 'accept-patch': 'application/merge-patch+json' },
      json: { detail: 'Content-Type is application/json. This route takes application/merge-patch+json.' },
    });
  });

  it('needs a control proof', async () => {
    const [owner, thief] = [await registered(), await registered()];
    expect(statusAndCode(await write('patch', owner, { proof: await proofOf(thief), skills: ['ocr'] }))).toEqual([
      409,
      'challenge-unknown',
    ]);
  });
});

describe('PUT /agents/{did}/capabilities', () => {
  it('keeps the members that an older caller leaves out', async () => {
    const owner = await registered();
    expect((await write('put', owner, { skills: ['ocr'] })).json).toMatchObject({
      skills: [{ skill: 'ocr' }],
      endpoints: [ENDPOINT],
      programs: [PROGRAM],
      metrics: { latencyMs: 90, uptime: 1 },
    });
  });

  it('replaces every member that is sent', async () => {
    const owner = await registered();
    const whole = { skills: ['ocr'], programs: [], endpoints: [], metrics: { jobs: 1 } };
    const { json } = await write('put', owner, whole);
    expect(json).toMatchObject({ ...whole, skills: [{ skill: 'ocr' }] });
    expect(json['metrics']).toEqual({ jobs: 1 });
  });
});

describe.each(['put', 'patch'] as const)('a conditional %s', (method) => {
  const change = { skills: ['ocr'] };

  it.each(['get-agent', 'get-capabilities'] as const)('takes the ETag of %s as If-Match', async (id) => {
    const owner = await registered();
    const tag = await tagOf(id, owner);
    expect(tag).toMatch(/^"1\.[\w-]{22}"$/);
    expect((await write(method, owner, change, { 'If-Match': tag })).status).toBe(200);
    expect(statusAndCode(await write(method, owner, change, { 'If-Match': tag }))).toEqual([412, 'revision-stale']);
  });

  it('answers with the ETag that the next GET has', async () => {
    const owner = await registered();
    const { headers } = await write(method, owner, change);
    expect(headers).toMatchObject({
      etag: await tagOf('get-capabilities', owner),
      'content-location': `/agents/${encodeURIComponent(owner.did)}/capabilities`,
    });
  });

  it.each([
    ['*', 200],
    ['"9", "1"', 200],
    ['"1"', 200],
    [' "x,y" ,, "1.abc"', 200],
    ['W/"1"', 412],
    ['"01"', 412],
    ['"2"', 412],
    ['"something"', 412],
  ] as const)('with If-Match: %s is answered %i', async (header, status) => {
    expect((await write(method, await registered(), change, { 'If-Match': header })).status).toBe(status);
  });

  it.each(['1', '"1', '', '"1" "2"', ','])('with the malformed If-Match %j is refused as a field', async (header) => {
    expect(await write(method, await registered(), change, { 'If-Match': header })).toMatchObject({
      status: 400,
      json: { errors: [{ in: 'headers', pointer: '/if-match', code: 'format' }] },
    });
  });

  it('is refused by If-None-Match and never answered 304', async () => {
    const owner = await registered();
    for (const header of ['*', '"1"', 'W/"1"'])
      expect(statusAndCode(await write(method, owner, change, { 'If-None-Match': header }))).toEqual([
        412,
        'precondition-failed',
      ]);
    expect((await read('get-capabilities', owner)).json).toMatchObject({ revision: 1 });
    const next = await write(method, owner, change, { 'If-None-Match': '"7"' });
    expect([next.status, next.json['revision']]).toEqual([200, 2]);
  });

  it('that is stale keeps its challenge', async () => {
    const owner = await registered();
    const proof = await proofOf(owner);
    expect((await write(method, owner, { ...change, proof }, { 'If-Match': '"7"' })).status).toBe(412);
    expect((await write(method, owner, { ...change, proof }, { 'If-Match': '"1"' })).status).toBe(200);
  });

  it('of two with the same If-Match lets one pass', async () => {
    const owner = await registered();
    const both = await Promise.all(
      ['a', 'b'].map((name) => write(method, owner, { skills: [name] }, { 'If-Match': '"1"' })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  it('of an unknown agent is not found, whatever its condition', async () => {
    const key = randomBytes(32);
    const did = pkhDid(SOLANA_DEVNET, solanaAddress(encodeBase58(ed25519.getPublicKey(key))));
    expect(statusAndCode(await write(method, { did, key }, change, { 'If-Match': '*' }))).toEqual([
      404,
      'agent-unknown',
    ]);
  });
});

describe('a conditional GET', () => {
  it('is answered 304 while the representation is the same', async () => {
    const owner = await registered();
    for (const id of ['get-agent', 'get-capabilities'] as const) {
      const tag = await tagOf(id, owner);
      expect((await read(id, owner, { 'If-None-Match': `W/${tag}, "x"` })).status).toBe(304);
      expect((await read(id, owner, { 'If-None-Match': '"1"' })).status).toBe(200);
    }
  });
});
