import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ed25519 } from '@noble/curves/ed25519.js';
import { openHistory as openRoute } from '@pos/contract/history/routes/open-history.ts';
import { putOwner as ownerRoute } from '@pos/contract/history/routes/put-owner.ts';
import { challenges } from '@pos/database/schema/challenges.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { getHistory } from './get-history.ts';
import { listAnchors } from './list-anchors.ts';
import { anchorNow } from '../testing/anchor-now.ts';
import { appendSampleReceipts, sampleReceipts } from '../testing/append-sample-receipts.ts';
import { getHistory as stateRoute } from '@pos/contract/history/routes/get-history.ts';
import { listAnchors as anchorsRoute } from '@pos/contract/history/routes/list-anchors.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { did as didOf, pkhDid, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { eq } from 'drizzle-orm';
import * as z from 'zod';
import { createChallenge } from '@pos/registry/routes/create-challenge.ts';
import { openHistory } from './open-history.ts';
import { putOwner } from './put-owner.ts';

const around = { requestId: 'test', deadline: new Date(8e15), headers: undefined, query: undefined };
const caller = { clientId: 'test', scopes: [] } as const;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
type Purpose = 'open-history' | 'put-owner' | 'put-capabilities';

interface Wallet {
  readonly did: Did;
  sign(message: string): string;
}

function wallet(): Wallet {
  const key = randomBytes(32);
  const address = solanaAddress(encodeBase58(ed25519.getPublicKey(key)));
  return {
    did: pkhDid(SOLANA_DEVNET, address),
    sign: (message) => encodeBase58(ed25519.sign(new TextEncoder().encode(message), key)),
  };
}

describe('the history of an agent', () => {
  let database: TestDatabase;
  let dependencies: DependenciesOf<typeof openRoute>;
  const owner = wallet();
  beforeAll(async () => {
    database = await testDatabase();
    const solana = { network: SOLANA_DEVNET } as DependenciesOf<typeof openRoute>['solana'];
    const web = { getJson: () => Promise.reject(new Error('These tests resolve no did:web')) };
    const clock = { now: () => new Date() };
    const newId = () => uuidV7(new Date(), randomBytes(10));
    dependencies = {
      clock,
      log: quiet,
      newId,
      stage: 'local',
      publicUrl: 'http://registry.test',
      database: database.app,
      solana,
      web,
    };
    await database.owner.orm.insert(agentProfiles).values({ ...sampleAgent('ada'), did: owner.did });
    await appendSampleReceipts(database, sampleReceipts(owner.did, 3));
    await anchorNow(database);
    await appendSampleReceipts(database, sampleReceipts(owner.did, 1));
  });
  afterAll(() => database.close());

  async function controlProofBy(signer: Wallet, did: Did, purpose: Purpose) {
    const made = await createChallenge(dependencies)({
      ...around,
      params: undefined,
      caller: undefined,
      body: { did, purpose },
    });
    if (made.kind !== 'reply') throw new Error('The challenge was refused');
    return { challengeId: made.body.challengeId, signature: signer.sign(made.body.message) };
  }
  const codeOf = (reply: { readonly kind: string; readonly problem?: { readonly code: string } }) =>
    reply.problem?.code;
  const ask = (proof: object, receipts?: object, did = owner.did) =>
    openHistory(dependencies)({
      ...around,
      caller,
      params: { did },
      body: openRoute.body.parse({ proof, receipts }),
      requestHash: JSON.stringify([did, proof, receipts]),
    });
  const stateOf = async (did: Did) => {
    const reply = await getHistory(dependencies)({ ...around, caller: undefined, params: { did }, body: undefined });
    return reply.kind === 'reply' ? z.encode(stateRoute.responses[200], reply.body) : reply.problem.code;
  };
  const anchors = async (query: object = {}) => {
    const reply = await listAnchors(dependencies)({
      ...around,
      caller: undefined,
      params: undefined,
      body: undefined,
      query: anchorsRoute.query.parse(query),
    });
    if (reply.kind !== 'reply') throw new Error('The list of anchors was refused');
    return z.encode(anchorsRoute.responses[200], reply.body);
  };

  it('can be opened with a control proof of the DID', async () => {
    const reply = await ask(await controlProofBy(owner, owner.did, 'open-history'), { limit: 2 });
    if (reply.kind !== 'reply') throw new Error(reply.problem.code);
    const body = z.encode(openRoute.responses[200], reply.body);
    expect(body).toMatchObject({ head: { history: { totals: { count: 3, valueAtomic: '30000' } } } });
    expect([body.nextCursor, body.nextBefore]).toEqual(['2', 2]);
    expect(body.receipts.map(({ receipt }) => receipt.sequence)).toEqual([3, 2]);
    for (const from of [{ cursor: '2' }, { before: 2 }]) {
      const next = await ask(await controlProofBy(owner, owner.did, 'open-history'), { limit: 2, ...from });
      if (next.kind !== 'reply') throw new Error(next.problem.code);
      expect(next.body.receipts.map(({ receipt }) => receipt.sequence)).toEqual([1]);
      expect([next.body.nextCursor, next.body.nextBefore]).toEqual([null, null]);
    }
    const two = { proof: {}, receipts: { limit: 2, cursor: '2', before: 3 } };
    expect(openRoute.body.safeParse(two).error?.issues).toContainEqual(
      expect.objectContaining({ path: ['receipts', 'before'], message: expect.stringContaining('Send cursor alone') }),
    );
  });

  it("is not opened with another key's control proof, for another purpose, or for two requests with one control proof", async () => {
    const thief = wallet();
    expect(codeOf(await ask(await controlProofBy(thief, owner.did, 'open-history')))).toBe('proof-of-control-invalid');
    expect(codeOf(await ask(await controlProofBy(thief, thief.did, 'open-history')))).toBe('challenge-unknown');
    expect(codeOf(await ask(await controlProofBy(owner, owner.did, 'put-capabilities')))).toBe('challenge-unknown');
    const proof = await controlProofBy(owner, owner.did, 'open-history');
    expect([codeOf(await ask(proof)), codeOf(await ask(proof, { limit: 1 }))]).toEqual([
      undefined,
      'challenge-unknown',
    ]);
  });

  it('gets the first opening again for the same request, and stores it unreadable without the signature', async () => {
    const proof = await controlProofBy(owner, owner.did, 'open-history');
    const [first, again] = await Promise.all([ask(proof, { limit: 3 }), ask(proof, { limit: 3 })]);
    const late = await ask(proof, { limit: 3 });
    const bodies = [first, again, late].map((reply) => (reply.kind === 'reply' ? reply.body : reply.problem.code));
    expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]]);
    expect(late).toMatchObject({ kind: 'reply', headers: { 'idempotent-replayed': 'true' } });
    const [row] = await database.owner.orm.select().from(challenges).where(eq(challenges.id, proof.challengeId));
    const stored = Buffer.from(row?.answer ?? []).toString('latin1');
    expect(stored.length).toBeGreaterThan(100);
    expect(stored).not.toContain('receipts');
  });

  it('is refused by code if there is no anchor, receipt or agent', async () => {
    const newcomer = wallet();
    await database.owner.orm.insert(agentProfiles).values({ ...sampleAgent('ben'), did: newcomer.did });
    expect(
      codeOf(await ask(await controlProofBy(newcomer, newcomer.did, 'open-history'), undefined, newcomer.did)),
    ).toBe('history-not-anchored');
    expect(codeOf(await ask(await controlProofBy(owner, owner.did, 'open-history'), { sequences: [4] }))).toBe(
      'receipt-not-anchored',
    );
    expect(codeOf(await ask(await controlProofBy(owner, owner.did, 'open-history'), { sequences: [5] }))).toBe(
      'receipt-unknown',
    );
    expect(
      codeOf(
        await ask(await controlProofBy(owner, owner.did, 'open-history'), undefined, didOf('did:web:nobody.example')),
      ),
    ).toBe('agent-unknown');
  });

  it('publishes counts and commitments and no amount', async () => {
    const state = await stateOf(owner.did);
    expect(state).toMatchObject({
      receipts: 4,
      anchoredReceipts: 3,
      ownerCommitment: null,
      owner: null,
      anchor: { sequence: 1, receipts: 3, agents: 1 },
    });
    expect(JSON.stringify(state)).not.toContain('10000');
    expect(await stateOf(didOf('did:web:nobody.example'))).toBe('agent-unknown');
  });

  it('has the owner that was registered with a control proof of the DID', async () => {
    const change = async (signer: Wallet, ownerCommitment: string) => {
      const body = ownerRoute.body.parse({
        ownerCommitment,
        proof: await controlProofBy(signer, owner.did, 'put-owner'),
      });
      return putOwner(dependencies)({
        ...around,
        caller,
        params: { did: owner.did },
        body,
        requestHash: ownerCommitment,
      });
    };
    expect(codeOf(await change(wallet(), '5'))).toBe('proof-of-control-invalid');
    expect(await change(owner, '77')).toMatchObject({ kind: 'reply', status: 200 });
    await anchorNow(database);
    expect(await stateOf(owner.did)).toMatchObject({
      ownerCommitment: '77',
      owner: '77',
      anchoredReceipts: 4,
    });
    const opened = await ask(await controlProofBy(owner, owner.did, 'open-history'));
    expect(opened).toMatchObject({ body: { head: { history: { owner: 77n } } } });
    expect(
      ownerRoute.body.safeParse({ ownerCommitment: '0', proof: await controlProofBy(owner, owner.did, 'put-owner') })
        .success,
    ).toBe(false);
  });

  it('is covered by anchors that any caller can list, newest first', async () => {
    const all = await anchors();
    expect(all.anchors.map(({ sequence }) => sequence)).toEqual([2, 1]);
    expect(all.anchors[0]?.previous).toBe(all.anchors[1]?.commitment);
    expect(all.anchors[0]?.previousTxSignature).toBe(all.anchors[1]?.txSignature);
    const first = await anchors({ limit: '1' });
    const second = await anchors({ limit: '1', cursor: first.nextCursor });
    expect([[...first.anchors, ...second.anchors], second.nextCursor]).toEqual([all.anchors, null]);
  });
});
