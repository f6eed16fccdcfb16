import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { json, startScriptedServer, type ScriptedServer } from '@pos/client/testing/scripted-server.ts';
import { sumPayments } from './documented-payments.ts';

const WALLET = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const DID = `did:pkh:solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1:${WALLET}`;
const ID = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
const AT = '2026-01-31T12:00:00.000Z';
const RESOURCE = 'https://agent.example/answers';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

const payment = {
  settlementId: ID,
  did: 'did:web:agent.example',
  network: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
  asset: WALLET,
  amount: '10000',
  payTo: WALLET,
  status: 'confirmed',
  txSignature: null,
  slot: null,
  createdAt: AT,
  confirmedAt: AT,
  resourceUrl: RESOURCE,
};

it('reads all payments of a wallet with one signature as docs/x402.md does', async () => {
  server.script(
    json(201, { challengeId: ID, message: 'sign me', expiresAt: AT }),
    json(200, { settlements: [payment, payment], nextCursor: ID }),
    json(200, { settlements: [payment], nextCursor: null }),
  );
  const sign = (message: string) => `signed: ${message}`;
  expect(await sumPayments({ baseUrl: server.url, did: DID, sign })).toEqual(new Map([[RESOURCE, 30_000n]]));
  const [, first, second] = server.seen;
  expect([first?.url, second?.url]).toEqual(['/payers/settlements', `/payers/settlements?cursor=${ID}`]);
  expect(second?.body).toEqual(first?.body);
});
