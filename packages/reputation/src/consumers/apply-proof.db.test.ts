import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { proofVerified } from '@pos/contract/zk-verify/events/proof-verified.ts';
import { readAudit } from '@pos/database/audit.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { eventQuarantine } from '@pos/database/schema/event-quarantine.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import { zkProofs } from '@pos/database/schema/zk-proofs.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { did } from '@pos/vocabulary/did.ts';
import { nullifier } from '@pos/vocabulary/nullifier.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { eq } from 'drizzle-orm';
import { getScore as score } from '../routes/get-score.ts';
import { apply } from './apply-proof.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const AGENT = did('did:web:prover.example');
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const totals = { minCount: 50, minValueAtomic: '1000000000', minQualityBps: 0, maxDisputeBps: 200 };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.owner.orm.insert(agentProfiles).values(sampleAgent('prover'));
});
afterAll(() => database.close());

const proofRow = (number: number, statement: string, thresholds: object) => ({
  nullifier: nullifier(String(number)),
  did: AGENT,
  statement,
  scope: String(number),
  root: '2',
  thresholds: thresholds as Record<string, string | number>,
  verificationKeyHash: 'ab'.repeat(32),
  verifiedAt: new Date(NOW.getTime() + number),
});

/** An event that announces a proof, whether or not the proof exists. */
const record = (number: number) => {
  const proof = {
    statement: 'history-totals',
    did: AGENT,
    nullifier: String(number),
    anchor: '2',
    scope: String(number),
    verificationKeySha256: 'ab'.repeat(32),
    verifiedAt: NOW.toISOString(),
    thresholds: totals,
  };
  const detail = proofVerified.detail.parse({
    eventId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
    did: AGENT,
    proof,
    occurredAt: NOW.toISOString(),
  });
  return {
    recordId: `r${number}`,
    eventId: `e${number}`,
    source: 'pos.zk-verify',
    time: NOW,
    event: 'proof-verified' as const,
    detail,
  };
};

describe('apply-proof', () => {
  const dependencies = () => ({
    database: database.app,
    clock: { now: () => NOW },
    newId: () => uuidV7(NOW, randomBytes(10)),
    stage: 'local',
    publicUrl: 'http://registry.test',
    log: quiet,
  });
  const handler = () => apply(dependencies());
  const scored = async () => {
    const request = {
      query: { did: AGENT, jobValue: undefined },
      params: undefined,
      headers: undefined,
      body: undefined,
      caller: undefined,
    };
    const answer = await score(dependencies())({ ...request, requestId: 'test', deadline: NOW });
    if (answer.kind !== 'reply') throw new Error(answer.problem.code);
    return answer.body;
  };
  const proven = async () => (await scored()).proven;

  it('reports no proven history without a proof', async () => expect(await proven()).toBeNull());

  it('counts a proof of the whole history once, as its own kind of evidence, and names it in the audit', async () => {
    const before = await scored();
    await database.owner.orm.insert(zkProofs).values([proofRow(1, 'history-totals', totals)]);
    for (let delivery = 0; delivery < 3; delivery += 1)
      expect(await handler().handle([record(1), record(1)])).toEqual({ failedRecordIds: [] });
    const evidence = await database.owner.orm.select().from(reputationEvidence);
    expect(evidence).toEqual([
      expect.objectContaining({
        kind: 'zk',
        did: AGENT,
        outcome: 1,
        usdMicro: 980_000_000n,
        provenance: expect.objectContaining({ nullifier: '1' }),
      }),
    ]);
    const [row] = await database.owner.orm.select().from(reputationScores).where(eq(reputationScores.did, AGENT));
    expect(row?.evidence).toBeGreaterThan(before.evidence);
    expect((await scored()).scoreBps).toBeGreaterThan(before.scoreBps);
    expect(JSON.stringify(await readAudit(database.app.orm, AGENT))).toContain('"zk"');
    expect(await proven()).toEqual({
      minCount: 50,
      minValueAtomic: 1_000_000_000n,
      minQualityBps: 0,
      maxDisputeBps: 200,
      nullifier: '1',
      verifiedAt: new Date(NOW.getTime() + 1),
    });
    expect((await database.owner.orm.select().from(outbox)).map(({ detailType }) => detailType)).toEqual([
      'ReputationChanged.v1',
    ]);
  });

  it('counts no proof over chosen receipts, and ignores events about proofs that were not verified', async () => {
    await database.owner.orm
      .insert(zkProofs)
      .values([
        proofRow(2, 'chosen-receipts', { minCount: 5, minValueAtomic: '100', minQualityBps: 9_000, skill: '0' }),
      ]);
    await handler().handle([record(2), record(99)]);
    expect(await database.owner.orm.select().from(reputationEvidence)).toHaveLength(1);
    expect(await proven()).toMatchObject({ nullifier: '1' });
    expect(await database.owner.orm.select().from(eventQuarantine)).toEqual([
      expect.objectContaining({ deliveryId: 'e99', reason: 'proof-unknown' }),
    ]);
  });

  it('stores all proofs of an agent under one witness', async () => {
    const before = await database.owner.orm.select().from(reputationScores);
    await database.owner.orm
      .insert(zkProofs)
      .values(Array.from({ length: 30 }, (_, at) => proofRow(100 + at, 'history-totals', totals)));
    await handler().handle(Array.from({ length: 30 }, (_, at) => record(100 + at)));
    const payers = await database.owner.orm
      .selectDistinct({ payer: reputationEvidence.payer })
      .from(reputationEvidence);
    expect(payers).toHaveLength(1);
    const after = await database.owner.orm.select().from(reputationScores);
    expect(after[0]?.scoreBps).toBe(before[0]?.scoreBps);
  });
});
