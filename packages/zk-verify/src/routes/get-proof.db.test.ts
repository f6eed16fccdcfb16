import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getProof as getRoute } from '@pos/contract/zk-verify/routes/get-proof.ts';
import { listProofs as listRoute } from '@pos/contract/zk-verify/routes/list-proofs.ts';
import { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import type { Answer, SentRequest } from '@pos/runtime/testing/run-route.ts';
import { startRouteServer, type RouteServer } from '@pos/runtime/testing/serve-route.ts';
import { insertProofs } from '../store/proofs.ts';
import { getProof } from './get-proof.ts';
import { listProofs } from './list-proofs.ts';

const [ada, ben] = [sampleAgent('ada').did, sampleAgent('ben').did];
const NULLIFIER = '20000000000000000000000000000000000000000000000000000000000000000000000000001';
const WIRE = {
  statement: 'history-totals',
  did: ada,
  nullifier: NULLIFIER,
  anchor: '11',
  scope: '12',
  verificationKeySha256: 'a'.repeat(64),
  verifiedAt: '2026-01-31T12:00:00.000Z',
  thresholds: { minCount: 5, minValueAtomic: '10000', minQualityBps: 8_000, maxDisputeBps: 100 },
};

let server: RouteServer;
let get: (sent?: SentRequest) => Promise<Answer>;
let list: (sent?: SentRequest) => Promise<Answer>;

beforeAll(async () => {
  server = await startRouteServer();
  get = server.serve(getRoute, getProof);
  list = server.serve(listRoute, listProofs);
  await insertProofs(server.databases.app.orm, [VerifiedProof.parse(WIRE)]);
});
afterAll(() => server.close());

const read = (did: string, nullifier: string, headers = {}) =>
  get({ params: { did: encodeURIComponent(did), nullifier }, headers });

describe('GET /agents/{did}/proofs/{nullifier}', () => {
  it('gives the proof as the list of the agent does', async () => {
    const { status, json } = await read(ada, NULLIFIER);
    expect([status, json]).toEqual([200, WIRE]);
    const { json: page } = await list({ params: { did: encodeURIComponent(ada) } });
    expect(page['proofs']).toEqual([json]);
  });

  it.each([
    ['another agent', ben, NULLIFIER],
    ['another nullifier', ada, '7'],
  ])('does not find it for %s', async (_, did, nullifier) => {
    const { status, json } = await read(did, nullifier);
    expect([status, json['code']]).toEqual([404, 'proof-unknown']);
  });

  it.each(['007', '-1', 'x', '9'.repeat(77)])('refuses %s as a nullifier', async (nullifier) => {
    expect(await read(ada, nullifier)).toMatchObject({
      status: 400,
      json: { errors: [{ in: 'path', pointer: '/nullifier' }] },
    });
  });

  it('may be cached for five seconds and has an entity tag', async () => {
    const { headers } = await read(ada, NULLIFIER);
    expect(headers['cache-control']).toBe('public, max-age=5');
    expect((await read(ada, NULLIFIER, { 'If-None-Match': headers['etag'] ?? '' })).status).toBe(304);
  });
});
