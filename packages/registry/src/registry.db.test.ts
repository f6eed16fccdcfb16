import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestOf } from '@pos/contract/reply.ts';
import { listAgents as listRoute } from '@pos/contract/registry/routes/list-agents.ts';
import { registerAgent as registerRoute } from '@pos/contract/registry/routes/register-agent.ts';
import { auditHeads } from '@pos/database/schema/audit-heads.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { ed25519 } from '@noble/curves/ed25519.js';
import { webFetcher } from '@pos/runtime/needs/web.ts';
import { facilitatorKeyFromBytes } from '@pos/ledger/facilitator-key.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import { startLocalChain, type LocalChain } from '@pos/local-chain/start-local-chain.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { did as didOf, pkhDid, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { createChallenge } from './routes/create-challenge.ts';
import { getAgent } from './routes/get-agent.ts';
import { listAgents } from './routes/list-agents.ts';
import { registerAgent } from './routes/register-agent.ts';

const clock = { now: () => new Date() };
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const around = { requestId: 'test', deadline: new Date(8e15), headers: undefined, params: undefined, query: undefined };
const caller = { clientId: 'test', scopes: ['registry/agents.write'] as const };

let databases: TestDatabase;
let chain: LocalChain;
let dependencies: Parameters<typeof registerAgent>[0];

const secret = randomBytes(32);
const facilitatorKey = facilitatorKeyFromBytes(Uint8Array.of(...secret, ...ed25519.getPublicKey(secret)));

beforeAll(async () => {
  databases = await testDatabase();
  chain = await startLocalChain({
    port: 0,
    clock,
    logger: { info: () => undefined, error: () => undefined },
    slotMs: 60,
  });
  await chain.airdrop(facilitatorKey.address, 10_000_000_000n as never);
  dependencies = {
    clock,
    log: quiet,
    newId: () => uuidV7(new Date(), randomBytes(10)),
    stage: 'local',
    publicUrl: 'http://registry.test',
    database: databases.app,
    solana: connectLedger({ rpcUrl: chain.url, network: SOLANA_DEVNET }),
    facilitatorKey,
    web: webFetcher({ stage: 'local' }),
  };
});
afterAll(async () => {
  await databases.close();
  await chain.close();
});

interface Wallet {
  readonly did: Did;
  readonly address: ReturnType<typeof solanaAddress>;
  sign(message: string): string;
}

function wallet(): Wallet {
  const key = randomBytes(32);
  const address = solanaAddress(encodeBase58(ed25519.getPublicKey(key)));
  return {
    did: pkhDid(SOLANA_DEVNET, address),
    address,
    sign: (message) => encodeBase58(ed25519.sign(new TextEncoder().encode(message), key)),
  };
}

async function challenge(did: Did, purpose: 'register-agent' | 'put-capabilities') {
  const made = await createChallenge(dependencies)({
    ...around,
    params: undefined,
    caller: undefined,
    body: { did, purpose },
  });
  if (made.kind !== 'reply') throw new Error('no challenge');
  return made.body;
}

async function registration(owner: Wallet, more: Record<string, unknown> = {}) {
  const { challengeId, message } = await challenge(owner.did, 'register-agent');
  const wire = { did: owner.did, name: 'Ada', payTo: owner.address, skills: ['NLP', 'Smart contract audit'], ...more };
  return registerRoute.body.parse({ ...wire, proof: { challengeId, signature: owner.sign(message) } });
}

const submit = (body: RequestOf<typeof registerRoute>['body']) =>
  registerAgent(dependencies)({ ...around, caller, body, requestHash: randomUUID() });
const codeOf = (reply: { readonly kind: string; readonly problem?: { readonly code: string } }) => reply.problem?.code;

async function search(
  query: Record<string, string>,
): Promise<{ readonly dids: readonly Did[]; readonly nextCursor: string | null }> {
  const found = await listAgents(dependencies)({
    ...around,
    caller: undefined,
    body: undefined,
    query: listRoute.query.parse(query),
  });
  if (found.kind !== 'reply') throw new Error(found.problem.code);
  return { dids: found.body.agents.map(({ did }) => did), nextCursor: found.body.nextCursor };
}

describe('registration', () => {
  it('accepts an agent whose wallet signed the challenge, creates its token account and emits an event', async () => {
    const owner = wallet();
    const reply = await submit(await registration(owner));
    expect(reply).toMatchObject({
      kind: 'reply',
      status: 201,
      body: { did: owner.did, revision: 1, score: null, reputation: null },
    });
    expect(reply.kind === 'reply' && reply.body.skills.map(({ skill }) => skill)).toEqual([
      'nlp',
      'smart-contract-audit',
    ]);
    expect(chain.tokenBalance(owner.address as never)).toBe(0n);
    const events = await databases.owner.orm.select().from(outbox);
    expect(events.filter(({ detail }) => (detail as { did: string }).did === owner.did)).toHaveLength(1);
  });

  it('refuses the second use of a challenge', async () => {
    const body = await registration(wallet());
    await submit(body);
    expect(codeOf(await submit(body))).toBe('challenge-unknown');
  });

  it('refuses a DID that is registered already', async () => {
    const owner = wallet();
    await submit(await registration(owner));
    expect(codeOf(await submit(await registration(owner)))).toBe('agent-exists');
  });

  it('refuses the signature of another key and consumes the challenge', async () => {
    const [owner, thief] = [wallet(), wallet()];
    const { challengeId, message } = await challenge(owner.did, 'register-agent');
    const body = await registration(owner);
    const attempt = (signature: string) => submit({ ...body, proof: { challengeId, signature } });
    expect(codeOf(await attempt(thief.sign(message)))).toBe('proof-of-control-invalid');
    expect(codeOf(await attempt(owner.sign(message)))).toBe('challenge-unknown');
  });

  it('refuses a payTo wallet that did not sign the challenge', async () => {
    const [agent, paid, third] = [wallet(), wallet(), wallet()];
    const attempt = async (payee: Wallet | undefined) => {
      const { challengeId, message } = await challenge(agent.did, 'register-agent');
      const proof = { challengeId, signature: agent.sign(message), payToSignature: payee?.sign(message) };
      return submit(
        registerRoute.body.parse({ did: agent.did, name: 'Ada', payTo: paid.address, skills: ['nlp'], proof }),
      );
    };
    for (const payee of [undefined, agent, third])
      expect(codeOf(await attempt(payee))).toBe('proof-of-control-invalid');
    expect(await attempt(paid)).toMatchObject({ status: 201, body: { payTo: paid.address } });
  });

  it('refuses a challenge for another purpose', async () => {
    const owner = wallet();
    const { challengeId, message } = await challenge(owner.did, 'put-capabilities');
    const body = await registration(owner);
    expect(codeOf(await submit({ ...body, proof: { challengeId, signature: owner.sign(message) } }))).toBe(
      'challenge-unknown',
    );
  });

  it('refuses a DID that does not resolve', async () => {
    const owner = wallet();
    const did = didOf('did:web:localhost%3A1');
    const body = { ...(await registration(owner)), did };
    const reply = await submit(body);
    expect(codeOf(reply)).toBe('did-unresolvable');
  });

  it('accepts did:key and did:sol', async () => {
    const key = randomBytes(32);
    const publicKey = ed25519.getPublicKey(key);
    const sign = (message: string) =>
      Buffer.from(ed25519.sign(new TextEncoder().encode(message), key)).toString('base64url');
    const address = solanaAddress(encodeBase58(publicKey));
    for (const did of [
      `did:key:z${encodeBase58(Uint8Array.of(0xed, 0x01, ...publicKey))}`,
      `did:sol:devnet:${address}`,
    ]) {
      const reply = await submit(await registration({ did: didOf(did), address, sign }));
      expect([did, codeOf(reply)]).toEqual([did, undefined]);
    }
  });
});

describe('search', () => {
  it('finds agents by skill and by misspelt text, and treats SQL as text', async () => {
    const owner = wallet();
    await submit(await registration(owner, { name: 'Zanzibar translations', skills: ['translation'] }));
    expect((await search({ skills: 'translation' })).dids).toEqual([owner.did]);
    expect((await search({ q: 'zanzibar' })).dids).toEqual([owner.did]);
    expect((await search({ q: 'zanzibar translatons' })).dids).toContain(owner.did);
    expect((await search({ q: "'; drop table agent_profiles; --" })).dids).toEqual([]);
    expect((await search({ q: '100%_' })).dids).toEqual([]);
  });

  it('returns every agent once over all pages', async () => {
    const seen: Did[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await search({ limit: '2', ...(cursor === '' ? {} : { cursor }) });
      seen.push(...page.dids);
      cursor = page.nextCursor;
    }
    expect(seen.length).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('refuses a cursor that it did not issue', () =>
    expect(search({ cursor: 'abc' })).rejects.toThrow('request-invalid'));
});

describe('an agent', () => {
  it('is not found under an unknown DID', async () => {
    const did = didOf(`did:web:${randomUUID()}.example`);
    const reply = await getAgent(dependencies)({ ...around, params: { did }, caller: undefined, body: undefined });
    expect(codeOf(reply)).toBe('agent-unknown');
  });
});

describe('the score of an agent', () => {
  it('has the shape of every score, and its former name beside it', async () => {
    const owner = wallet();
    await submit(await registration(owner));
    const scored = {
      modelVersion: 'm',
      scoreBps: scoreBps(7_000),
      meanBps: scoreBps(8_000),
      lowBps: scoreBps(6_000),
      highBps: scoreBps(9_000),
      evidence: 2.5,
      reasons: ['LOW_EVIDENCE'] as const,
      asOf: new Date('2026-03-01T00:00:00.000Z'),
    };
    const hash = 'a'.repeat(64);
    await databases.owner.orm.insert(reputationScores).values({ did: owner.did, ...scored });
    await databases.owner.orm.insert(auditHeads).values({ did: owner.did, sequence: 1, hash });
    const found = await getAgent(dependencies)({
      ...around,
      params: { did: owner.did },
      caller: undefined,
      body: undefined,
    });
    expect(found).toMatchObject({
      body: { score: { ...scored, did: owner.did, jobValue: null, evidenceRoot: hash }, reputation: scored },
    });
    expect((await search({ limit: '100' })).dids[0]).toBe(owner.did);
  });
});
