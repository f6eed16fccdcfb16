import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ed25519 } from '@noble/curves/ed25519.js';
import { getSettlement as settlementRoute } from '@pos/contract/x402/routes/get-settlement.ts';
import { listPayerSettlements as payerRoute } from '@pos/contract/x402/routes/list-payer-settlements.ts';
import { listSettlements as agentRoute } from '@pos/contract/x402/routes/list-settlements.ts';
import { createChallenge as challengeRoute } from '@pos/contract/registry/routes/create-challenge.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { challenges } from '@pos/database/schema/challenges.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { sampleAgent, sampleSettlement } from '@pos/database/testing/sample-rows.ts';
import { createChallenge } from '@pos/registry/routes/create-challenge.ts';
import type { Answer, SentRequest } from '@pos/runtime/testing/run-route.ts';
import { startRouteServer, type RouteServer } from '@pos/runtime/testing/serve-route.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { pkhDid, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET, SOLANA_TESTNET } from '@pos/vocabulary/network.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { eq } from 'drizzle-orm';
import { getSettlement } from './get-settlement.ts';
import { listPayerSettlements } from './list-payer-settlements.ts';
import { listSettlements } from './list-settlements.ts';

const RESOURCE = 'https://agent.example/answers';
const JSON_TYPE = { 'content-type': 'application/json' };

interface Wallet {
  readonly address: SolanaAddress;
  readonly did: Did;
  readonly sign: (message: string) => string;
}
function newWallet(): Wallet {
  const key = randomBytes(32);
  const address = solanaAddress(encodeBase58(ed25519.getPublicKey(key)));
  return {
    address,
    did: pkhDid(SOLANA_DEVNET, address),
    sign: (message) => encodeBase58(ed25519.sign(new TextEncoder().encode(message), key)),
  };
}

const agent = sampleAgent('ada');
const [payer, other] = [newWallet(), newWallet()];
let clockMs = Date.parse('2026-01-31T12:00:00Z');
const newId = () => uuidV7(new Date((clockMs += 1_000)), randomBytes(10));
const newSignature = () => transactionSignature(encodeBase58(randomBytes(64)));

function payment(by: Wallet, more: Partial<typeof settlements.$inferInsert> = {}): typeof settlements.$inferInsert {
  const id = newId();
  const row = { ...sampleSettlement(id, id), payer: by.address, agentDid: agent.did, resource: RESOURCE };
  return { ...row, status: 'confirmed', txSignature: newSignature(), slot: 7n, confirmedAt: new Date(), ...more };
}
const paid = [payment(payer), payment(payer, { status: 'finalized' })] as const;
const reserved = payment(payer, { status: 'reserved', txSignature: null, slot: null, confirmedAt: null });
const onTestnet = payment(payer, { network: SOLANA_TESTNET });
const byOther = payment(other);

let server: RouteServer;
let calls: Readonly<Record<'settlement' | 'payer' | 'agent' | 'challenge', (sent?: SentRequest) => Promise<Answer>>>;

beforeAll(async () => {
  server = await startRouteServer();
  calls = {
    settlement: server.serve(settlementRoute, getSettlement),
    payer: server.serve(payerRoute, listPayerSettlements),
    agent: server.serve(agentRoute, listSettlements),
    challenge: server.serve(challengeRoute, createChallenge),
  };
  await server.databases.owner.orm.insert(agentProfiles).values(agent);
  await server.databases.owner.orm.insert(settlements).values([...paid, reserved, onTestnet, byOther]);
});
afterAll(() => server.close());

const read = (reference: string, headers: Readonly<Record<string, string>> = {}) =>
  calls.settlement({ params: { txSignature: reference }, headers });
const statusAndCode = ({ status, json }: Answer) => [status, json['code']];

describe('GET /settlements/{txSignature}', () => {
  it('gives the same view under the transaction and the settlementId as the list of the agent', async () => {
    const list = await calls.agent({ params: { did: encodeURIComponent(agent.did) } });
    const listed = (list.json['settlements'] as { settlementId: string }[]).find(
      ({ settlementId }) => settlementId === paid[1].id,
    );
    expect(listed).toMatchObject({ status: 'confirmed', txSignature: paid[1].txSignature });
    for (const reference of [paid[1].id, paid[1].id.toUpperCase(), String(paid[1].txSignature)]) {
      const answer = await read(reference);
      expect([answer.status, answer.json]).toEqual([200, listed]);
    }
  });

  it('finds a payment that is not on chain yet by its settlementId', async () => {
    expect((await read(reserved.id)).json).toMatchObject({ status: 'reserved', txSignature: null, slot: null });
  });

  it('names neither the payer nor what was bought', async () => {
    const { text } = await read(paid[0].id);
    expect(text).not.toContain(payer.address);
    expect(text).not.toContain(RESOURCE);
  });

  it.each([randomUUID(), newSignature(), '1'.repeat(64)])('does not find %s', async (reference) => {
    expect(statusAndCode(await read(reference))).toEqual([404, 'settlement-unknown']);
  });

  it.each(['1', 'x-y', `${randomUUID()}0`, '0'.repeat(64)])('refuses %j as a reference', async (reference) => {
    expect(await read(reference)).toMatchObject({
      status: 400,
      json: { errors: [{ in: 'path', pointer: '/txSignature' }] },
    });
  });

  it('may be cached for five seconds and has an entity tag', async () => {
    const { headers } = await read(paid[0].id);
    expect(headers['cache-control']).toBe('public, max-age=5');
    expect((await read(paid[0].id, { 'If-None-Match': headers['etag'] ?? '' })).status).toBe(304);
  });
});

async function proofBy(signer: Wallet, did: Did = signer.did, purpose = 'list-payer-settlements') {
  const { json } = await calls.challenge({ headers: JSON_TYPE, body: JSON.stringify({ did, purpose }) });
  return { challengeId: String(json['challengeId']), signature: signer.sign(String(json['message'])) };
}
const ask = (did: string, proof: object, query: Readonly<Record<string, string>> = {}) =>
  calls.payer({ headers: JSON_TYPE, query, body: JSON.stringify({ did, proof }) });
const idsOf = ({ json }: Answer) =>
  (json['settlements'] as { settlementId: string }[]).map(({ settlementId }) => settlementId);

describe('POST /payers/settlements', () => {
  it('shows a wallet its own payments on the network of its DID, newest first, with what was bought', async () => {
    const answer = await ask(payer.did, await proofBy(payer));
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual([reserved.id, paid[1].id, paid[0].id]);
    expect(answer.json['settlements']).toMatchObject([{ resourceUrl: RESOURCE }, { resourceUrl: RESOURCE }, {}]);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('reads all pages with one control proof', async () => {
    const proof = await proofBy(payer);
    const first = await ask(payer.did, proof, { limit: '2' });
    const second = await ask(payer.did, proof, { limit: '2', cursor: String(first.json['nextCursor']) });
    expect([...idsOf(first), ...idsOf(second)]).toEqual([reserved.id, paid[1].id, paid[0].id]);
    expect(second.json['nextCursor']).toBeNull();
    expect(await ask(payer.did, proof, { limit: '2' })).toMatchObject({ status: 200, json: first.json });
  });

  it('filters by status, and shows final payments as confirmed', async () => {
    const proof = await proofBy(payer);
    expect(idsOf(await ask(payer.did, proof, { status: 'confirmed' }))).toEqual([paid[1].id, paid[0].id]);
    expect(idsOf(await ask(payer.did, proof, { status: 'failed' }))).toEqual([]);
  });

  it('shows a wallet without payments an empty list', async () => {
    const wallet = newWallet();
    expect((await ask(wallet.did, await proofBy(wallet))).json).toEqual({ settlements: [], nextCursor: null });
  });

  it('refuses a signature by another wallet', async () => {
    const answer = await ask(payer.did, await proofBy(other, payer.did));
    expect(statusAndCode(answer)).toEqual([403, 'proof-of-control-invalid']);
  });

  it.each([
    ['of another wallet', () => proofBy(other)],
    ['for another purpose', () => proofBy(payer, payer.did, 'open-history')],
    ['that was never issued', async () => ({ ...(await proofBy(payer)), challengeId: randomUUID() })],
  ])('refuses a challenge %s', async (_, proof) => {
    expect(statusAndCode(await ask(payer.did, await proof()))).toEqual([409, 'challenge-unknown']);
  });

  it('refuses a challenge that has expired', async () => {
    const proof = await proofBy(payer);
    await server.databases.owner.orm
      .update(challenges)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(challenges.id, proof.challengeId));
    expect(statusAndCode(await ask(payer.did, proof))).toEqual([409, 'challenge-unknown']);
  });

  it('refuses a key that is not the wallet’s, and takes the wallet’s by its name', async () => {
    const proof = await proofBy(payer);
    const named = (verificationMethod: string) => ask(payer.did, { ...proof, verificationMethod });
    expect(statusAndCode(await named(`${other.did}#controller`))).toEqual([403, 'proof-of-control-invalid']);
    expect((await named(`${payer.did}#controller`)).status).toBe(200);
  });

  it('takes only the did:pkh of a wallet', async () => {
    const answer = await ask('did:web:ada.example', await proofBy(payer));
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ in: 'body', pointer: '/did' }] } });
  });
});
