import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VerifyCredentialRequest } from '@pos/contract/issuer/schemas/credential.ts';
import { presentCredential } from '@pos/credentials/present.ts';
import { verifyCredential } from './routes/verify-credential.ts';
import { getStatusList } from './routes/get-status-list.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { appendSampleReceipts, sampleReceipts } from '@pos/history/testing/append-sample-receipts.ts';
import { parseCredentialIssuerKey } from '@pos/credentials/credential-issuer-key.ts';
import { webFetcher } from '@pos/runtime/needs/web.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { pkhDid, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { ed25519 } from '@noble/curves/ed25519.js';
import { createChallenge } from '@pos/registry/routes/create-challenge.ts';
import { issueCredential } from './routes/issue-credential.ts';
import { revokeCredential } from './routes/revoke-credential.ts';

let database: TestDatabase;
let dependencies: Parameters<typeof issueCredential>[0];
let now = new Date();

const caller = { clientId: 'test', scopes: ['registry/credentials.write'] as const };
const around = { requestId: 'test', deadline: new Date(8e15), headers: undefined, query: undefined, params: undefined };

beforeAll(async () => {
  database = await testDatabase();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  dependencies = {
    clock: { now: () => now },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    newId: () => uuidV7(new Date(), randomBytes(10)),
    stage: 'local',
    publicUrl: 'http://registry.test',
    database: database.app,
    // Resolving a did:pkh needs only the network's name and sends no request to the chain.
    solana: connectLedger({ rpcUrl: 'http://127.0.0.1:9', network: SOLANA_DEVNET }),
    web: webFetcher({ stage: 'local' }),
    credentialIssuerKey: await parseCredentialIssuerKey(JSON.stringify(privateKey.export({ format: 'jwk' }))),
  };
});
afterAll(() => database.close());

async function newAgent() {
  const key = randomBytes(32);
  const address = solanaAddress(encodeBase58(ed25519.getPublicKey(key)));
  const did = pkhDid(SOLANA_DEVNET, address);
  await database.owner.orm
    .insert(agentProfiles)
    .values({ did, name: 'Ada', description: '', payTo: address, searchText: 'ada' });
  return { did, sign: (bytes: Uint8Array) => ed25519.sign(bytes, key) };
}
type Agent = Awaited<ReturnType<typeof newAgent>>;

async function proofOf({ did, sign }: Agent, purpose: 'issue-credential' | 'revoke-credential' | 'open-history') {
  const made = await createChallenge(dependencies)({ ...around, caller: undefined, body: { did, purpose } });
  if (made.kind !== 'reply') throw new Error('no challenge');
  return {
    challengeId: made.body.challengeId,
    signature: encodeBase58(sign(new TextEncoder().encode(made.body.message))),
  };
}

const ask = async (
  agent: Agent,
  signer = agent,
  purpose: Parameters<typeof proofOf>[1] = 'issue-credential',
  did: Did = agent.did,
) =>
  issueCredential(dependencies)({
    ...around,
    caller,
    params: { did },
    body: { proof: await proofOf({ ...signer, did }, purpose) },
    requestHash: randomUUID(),
  });

async function issued(agent: Agent) {
  const reply = await ask(agent);
  if (reply.kind !== 'reply') throw new Error(reply.problem.code);
  return reply.body;
}

const verdict = async (presentation: string, more: object = {}) => {
  const reply = await verifyCredential(dependencies)({
    ...around,
    caller: undefined,
    body: VerifyCredentialRequest.parse({ presentation, ...more }),
  });
  if (reply.kind !== 'reply') throw new Error('no verdict');
  return reply.body;
};

const jobs = (did: Did) => [
  { did, skill: skill('nlp'), valueAtomic: usdcAtomic(30_000n) },
  { did, skill: skill('reversal'), valueAtomic: usdcAtomic(20_000n) },
  { did, outcome: 'disputed' as const, valueAtomic: usdcAtomic(5_000n) },
];

describe('a work-history credential', () => {
  it('sums the receipts, and its holder can show a part of it', async () => {
    const agent = await newAgent();
    await appendSampleReceipts(database, jobs(agent.did));
    const { credential } = await issued(agent);
    expect(await verdict(credential)).toMatchObject({
      verdict: 'valid',
      did: agent.did,
      claims: {
        jobs: 3,
        disputes: 1,
        overturned: 0,
        earned_atomic: 55_000n,
        skills: ['nlp', 'reversal'],
        receipts: [{ sequence: 3 }, { sequence: 2 }, { sequence: 1 }],
      },
    });
    const binding = {
      audience: 'https://shop.example',
      nonce: 'n-1',
      at: now,
      alg: 'EdDSA' as const,
      sign: agent.sign,
    };
    const presentation = await presentCredential({ credential, show: { jobs: true, skills: [0] }, binding });
    expect(await verdict(presentation, { audience: binding.audience, nonce: 'n-1' })).toMatchObject({
      verdict: 'valid',
      claims: { jobs: 3, skills: ['nlp'] },
      presentedBy: `${agent.did}#controller`,
    });
  });

  it('is issued only to a signer for the DID, for this purpose, once the agent has a receipt', async () => {
    const [agent, other] = [await newAgent(), await newAgent()];
    const codeOf = async (reply: ReturnType<typeof ask>) => {
      const given = await reply;
      return given.kind === 'reply' ? given.status : given.problem.code;
    };
    expect(await codeOf(ask(agent))).toBe('history-empty');
    await appendSampleReceipts(database, sampleReceipts(agent.did, 1));
    expect(await codeOf(ask(agent, other))).toBe('proof-of-control-invalid');
    expect(await codeOf(ask(agent, agent, 'open-history'))).toBe('challenge-unknown');
    expect(
      await codeOf(
        ask(agent, agent, 'issue-credential', pkhDid(SOLANA_DEVNET, solanaAddress(encodeBase58(randomBytes(32))))),
      ),
    ).toBe('agent-unknown');
    expect(await codeOf(ask(agent))).toBe(201);
  });

  it('is revoked permanently, and only by its own agent', async () => {
    const [agent, other] = [await newAgent(), await newAgent()];
    await appendSampleReceipts(database, [...sampleReceipts(agent.did, 2), ...sampleReceipts(other.did, 1)]);
    const { credentialId, credential } = await issued(agent);
    const revoke = async (by: Agent) =>
      revokeCredential(dependencies)({
        ...around,
        caller,
        params: { did: by.did, credentialId },
        body: { proof: await proofOf(by, 'revoke-credential') },
        requestHash: randomUUID(),
      });
    expect(await revoke(other)).toMatchObject({ problem: { code: 'credential-unknown' } });
    expect(await verdict(credential)).toMatchObject({ verdict: 'valid' });
    const first = await revoke(agent);
    now = new Date(now.getTime() + 60_000);
    expect(await revoke(agent)).toEqual(first);
    expect(await verdict(credential)).toMatchObject({ verdict: 'invalid', reason: 'revoked' });
  });

  it('is revoked when a receipt that it counts is reversed, and a later credential counts the reversal', async () => {
    const agent = await newAgent();
    const settlementId = uuidV7(new Date(), randomBytes(10));
    await appendSampleReceipts(database, [
      { did: agent.did, settlementId, valueAtomic: usdcAtomic(9_000n) },
      ...sampleReceipts(agent.did, 1),
    ]);
    const before = await issued(agent);
    await appendSampleReceipts(database, [
      { did: agent.did, settlementId, outcome: 'reversed', valueAtomic: usdcAtomic(9_000n) },
    ]);
    expect(await verdict(before.credential)).toMatchObject({ verdict: 'invalid', reason: 'revoked' });
    expect(await verdict((await issued(agent)).credential)).toMatchObject({
      verdict: 'valid',
      claims: { jobs: 2, overturned: 1, earned_atomic: 10_000n },
    });
  });

  it('has a status list before the first credential exists, and none beyond the last', async () => {
    const listOf = (place: number) =>
      getStatusList(dependencies)({ ...around, caller: undefined, body: undefined, params: { list: place } });
    expect(await listOf(0)).toMatchObject({ kind: 'reply', status: 200 });
    expect(await listOf(1)).toMatchObject({ problem: { code: 'status-list-unknown' } });
  });
});
