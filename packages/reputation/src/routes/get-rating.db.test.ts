import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ed25519 } from '@noble/curves/ed25519.js';
import { getRating as getRoute } from '@pos/contract/reputation/routes/get-rating.ts';
import { rateSettlement as rateRoute } from '@pos/contract/reputation/routes/rate-settlement.ts';
import { ratingMessage } from '@pos/contract/reputation/rating-message.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { sampleAgent, sampleSettlement } from '@pos/database/testing/sample-rows.ts';
import type { Answer, SentRequest } from '@pos/runtime/testing/run-route.ts';
import { startRouteServer, type RouteServer } from '@pos/runtime/testing/serve-route.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { getRating } from './get-rating.ts';
import { rateSettlement } from './rate-settlement.ts';

const agent = sampleAgent('ada');
const key = randomBytes(32);
const payer = solanaAddress(encodeBase58(ed25519.getPublicKey(key)));
const newSignature = () => transactionSignature(encodeBase58(randomBytes(64)));

let server: RouteServer;
let get: (sent?: SentRequest) => Promise<Answer>;
let put: (sent?: SentRequest) => Promise<Answer>;

beforeAll(async () => {
  server = await startRouteServer();
  get = server.serve(getRoute, getRating);
  put = server.serve(rateRoute, rateSettlement);
  await server.databases.owner.orm.insert(agentProfiles).values(agent);
});
afterAll(() => server.close());

async function paid(more: Partial<typeof settlements.$inferInsert> = {}) {
  const [id, txSignature] = [randomUUID(), newSignature()];
  const row = { ...sampleSettlement(id, id), payer, agentDid: agent.did, txSignature, slot: 1n };
  await server.databases.owner.orm
    .insert(settlements)
    .values({ ...row, status: 'confirmed', confirmedAt: new Date(), ...more });
  return { id, txSignature };
}

async function rate(txSignature: ReturnType<typeof newSignature>, bps: number, issuedAt = new Date()) {
  const ratingBps = scoreBps(bps);
  const expiresAt = new Date(issuedAt.getTime() + 60_000);
  const body = { network: SOLANA_DEVNET, ratingBps, issuedAt, expiresAt } as const;
  const message = ratingMessage({ ...body, domain: 'registry.test', txSignature, did: agent.did });
  const signature = encodeBase58(ed25519.sign(new TextEncoder().encode(message), key));
  const { status, json } = await put({
    headers: { 'content-type': 'application/json' },
    params: { txSignature },
    body: JSON.stringify({ ...body, signature }),
  });
  if (status !== 200) throw new Error(JSON.stringify(json));
  return { signature, json };
}

const read = (reference: string, headers = {}) => get({ params: { txSignature: reference }, headers });

describe('GET /settlements/{txSignature}/rating', () => {
  it('gives the present rating under the transaction and the settlementId', async () => {
    const { id, txSignature } = await paid();
    await rate(txSignature, 9_000, new Date(Date.now() - 1_000));
    const { json } = await rate(txSignature, 2_000);
    expect(json).toMatchObject({ ratingBps: 2_000 });
    for (const reference of [id, txSignature]) {
      const answer = await read(reference);
      expect([answer.status, answer.json]).toEqual([200, { ...json, network: SOLANA_DEVNET }]);
    }
  });

  it('names neither the wallet that rated nor its signature', async () => {
    const { txSignature } = await paid();
    const { signature } = await rate(txSignature, 9_000);
    const { text } = await read(txSignature);
    expect(text).not.toContain(payer);
    expect(text).not.toContain(signature);
  });

  it('distinguishes a settlement without a rating from an unknown settlement', async () => {
    const unrated = await paid();
    const unsent = await paid({ status: 'reserved', txSignature: null, slot: null, confirmedAt: null });
    const codes = [];
    for (const reference of [unrated.id, unrated.txSignature, unsent.id, randomUUID(), newSignature()])
      codes.push((await read(reference)).json['code']);
    expect(codes).toEqual([
      'rating-unknown',
      'rating-unknown',
      'rating-unknown',
      'settlement-unknown',
      'settlement-unknown',
    ]);
  });

  it('may be cached for five seconds and has an entity tag', async () => {
    const { txSignature } = await paid();
    await rate(txSignature, 9_000);
    const { headers } = await read(txSignature);
    expect(headers['cache-control']).toBe('public, max-age=5');
    expect((await read(txSignature, { 'If-None-Match': headers['etag'] ?? '' })).status).toBe(304);
  });
});
