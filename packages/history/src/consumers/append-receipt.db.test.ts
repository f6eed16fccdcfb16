import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '@pos/database/connect.ts';
import type { Database } from '@pos/database/database.ts';
import { eventQuarantine } from '@pos/database/schema/event-quarantine.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { appendReceipt, startHistory, type AgentHistory } from '@pos/receipts/accumulator.ts';
import { agentElement, clientCommitment, NO_OWNER, skillElement } from '@pos/receipts/identity.ts';
import { account } from '@pos/vocabulary/account.ts';
import { did as didOf, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { asc, eq } from 'drizzle-orm';
import type { NewReceipt } from '../domain/decide-receipt.ts';
import { appendReceipts } from '../store/append-receipts.ts';
import { fieldOf, receiptOf } from '../store/receipt-rows.ts';
import { addAgent, settledWork, someAddress, type SettlementRecord } from '../testing/settled-work.ts';
import { append } from './append-receipt.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let database: TestDatabase;
let agents = 0;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const dependencies = (over: Database) => ({
  database: over,
  clock: { now: () => NOW },
  log: quiet,
  newId: randomUUID,
  stage: 'test',
  publicUrl: 'http://localhost',
});
const consume = (records: Parameters<ReturnType<typeof append>['handle']>[0], over: Database = database.app) =>
  append(dependencies(over)).handle(records);
const newAgent = () => addAgent(database, `agent-${(agents += 1)}`);
const receiptsOf = (did: Did) =>
  database.app.orm.select().from(workHistories).where(eq(workHistories.did, did)).orderBy(asc(workHistories.sequence));
const accumulatorOf = async (did: Did) =>
  (await database.app.orm.select().from(historyAccumulators).where(eq(historyAccumulators.did, did)))[0];
const several = async <Value>(count: number, make: (at: number) => Promise<Value>): Promise<Value[]> => {
  const made: Value[] = [];
  for (let at = 0; at < count; at += 1) made.push(await make(at));
  return made;
};

/** Replays the stored receipts and expects their hashes and the accumulator to equal the result. */
async function expectSound(did: Did): Promise<AgentHistory> {
  const rows = await receiptsOf(did);
  let history = startHistory(agentElement(did), NO_OWNER);
  for (const row of rows) {
    const appended = appendReceipt(history, receiptOf(row));
    if (!appended.ok) throw new Error(`Row ${row.sequence}: ${appended.error.code}`);
    history = appended.value.history;
    expect([row.leaf, row.chain]).toEqual([appended.value.leaf.toString(), history.chain.toString()]);
  }
  expect(rows.map(({ entry }) => entry)).toEqual(rows.map(({ entry }) => entry).toSorted((a, b) => a - b));
  expect(await accumulatorOf(did)).toMatchObject({ ...history.totals, chain: history.chain.toString() });
  return history;
}

describe('append-receipt', () => {
  it("writes a receipt with the ledger's values and a commitment to the client", async () => {
    const did = await newAgent();
    const payer = someAddress();
    const record = await settledWork(database, did, {
      payer,
      usdMicro: usdcAtomic(2_500_000n),
      requirements: { extra: { skill: 'ocr' } },
    });
    expect(await consume([record])).toEqual({ failedRecordIds: [] });
    const [row, ...others] = await receiptsOf(did);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      sequence: 1,
      settlementId: record.detail.settlementId,
      valueAtomic: 2_500_000n,
      qualityBps: 10_000,
      outcome: 'completed',
      skill: 'ocr',
      leafIndex: null,
    });
    if (row === undefined) throw new Error('no receipt');
    expect(receiptOf(row).skill).toBe(skillElement(skill('ocr')));
    expect(fieldOf(row.clientCommitment)).toBe(
      clientCommitment(account(record.detail.network, payer), fieldOf(row.clientBlinding)),
    );
    expect(row.salt).not.toBe(row.clientBlinding);
    await expectSound(did);
  });

  it('counts a settlement once, also if it is delivered repeatedly and under different event ids', async () => {
    const did = await newAgent();
    const record = await settledWork(database, did);
    await consume([record, record]);
    await consume([record]);
    await consume([{ ...record, eventId: randomUUID(), recordId: randomUUID() }]);
    expect((await expectSound(did)).totals).toMatchObject({ count: 1, lastSequence: 1 });
  });

  it('writes one chain when four consumers append the same settlements of an agent in different orders', async () => {
    const did = await newAgent();
    const records = await several(40, (at) => settledWork(database, did, { usdMicro: usdcAtomic(BigInt(at + 1)) }));
    const consumers = [1, 2, 3, 4].map(() => connect({ ...database.configs.registry_app, poolMax: 1 }));
    try {
      await Promise.all(
        consumers.map(async (over, at) => {
          const mine = [...records.slice(at * 10), ...records.slice(0, at * 10)];
          for (let start = 0; start < mine.length; start += 7) await consume(mine.slice(start, start + 7), over);
        }),
      );
    } finally {
      await Promise.all(consumers.map((over) => over.close()));
    }
    expect((await expectSound(did)).totals).toEqual({
      count: 40,
      valueAtomic: 820n,
      qualitySumBps: 400_000,
      disputes: 0,
      lastSequence: 40,
    });
  });

  it('does not deadlock on concurrent batches that contain the same agents in different orders', async () => {
    const dids = await several(6, newAgent);
    const records = await several(24, (at) => settledWork(database, dids[at % 6] ?? didOf('did:web:nobody.example')));
    await Promise.all([
      consume(records),
      consume(records.toReversed()),
      consume(records.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1))),
    ]);
    for (const did of dids) expect((await expectSound(did)).totals.count).toBe(4);
  });

  it('writes no receipt without a USD value, a registered payee, another payer, or a confirmation', async () => {
    const did = await newAgent();
    const self = someAddress();
    const records = [
      await settledWork(database, did, { usdMicro: null }),
      await settledWork(database, did, { payer: self, payTo: self }),
      await settledWork(database, did, { agentDid: null }),
      await settledWork(database, did, { status: 'failed' }),
    ];
    expect(await consume(records)).toEqual({ failedRecordIds: [] });
    expect(await receiptsOf(did)).toEqual([]);
  });

  it('takes agent, value and status from the ledger and not from the event', async () => {
    const [did, other] = [await newAgent(), await newAgent()];
    const record = await settledWork(database, did);
    const invented = { ...record, detail: { ...record.detail, did: other, amount: 9_999_999n } };
    const unconfirmed = await settledWork(database, other);
    await database.owner.orm
      .update(settlements)
      .set({ status: 'sent', prepared: new Uint8Array(1) })
      .where(eq(settlements.id, unconfirmed.detail.settlementId));
    await consume([invented, unconfirmed]);
    expect([(await receiptsOf(did)).map(({ valueAtomic }) => valueAtomic), await receiptsOf(other)]).toEqual([
      [10_000n],
      [],
    ]);
  });

  it('appends all receipts of a batch or none', async () => {
    const did = await newAgent();
    const records = await several(3, () => settledWork(database, did));
    const dying: Database = {
      ...database.app,
      transaction: (work) =>
        database.app.transaction(async (tx) => {
          await work(tx);
          throw new Error('died before the commit');
        }),
    };
    await expect(consume(records, dying)).rejects.toThrow('died');
    expect(await receiptsOf(did)).toEqual([]);
    await consume(records);
    expect((await expectSound(did)).totals.count).toBe(3);
  });

  it('quarantines records that do not parse', async () => {
    const recordId = randomUUID();
    await append(dependencies(database.app)).quarantine([
      { recordId, reason: 'not-json', detail: 'no', raw: 'a\0b\uD800' },
    ]);
    const [kept] = await database.app.orm
      .select()
      .from(eventQuarantine)
      .where(eq(eventQuarantine.deliveryId, recordId));
    expect(kept).toMatchObject({ consumer: 'append-receipt', reason: 'not-json', event: 'a\uFFFDb\uFFFD' });
  });
});

describe('an overturned payment', () => {
  const overturned = (record: SettlementRecord, event: 'dispute-resolved' | 'settlement-reversed', time = NOW) => {
    const { did, network, txSignature } = record.detail;
    const about = { eventId: randomUUID(), did, network, txSignature, occurredAt: NOW };
    const verdict = { verdict: 'upheld', refundedAtomic: 4_000n, authority: someAddress(), signature: 'x' } as const;
    const envelope = { recordId: randomUUID(), eventId: about.eventId, source: 'pos.arbiter', time };
    return event === 'dispute-resolved'
      ? { ...envelope, event, detail: { ...about, ...verdict } }
      : { ...envelope, event, detail: about };
  };
  /** The evidence item that the reputation slice stores after it has checked the arbiter's attestation. */
  const accept = (record: SettlementRecord, kind: 'adjudicated' | 'reversed') =>
    database.owner.orm.insert(reputationEvidence).values({
      eventId: randomUUID(),
      kind,
      outcome: 0,
      usdMicro: usdcAtomic(record.detail.amount),
      occurredAt: NOW,
      did: record.detail.did,
      payer: record.detail.payer,
      settlementId: record.detail.settlementId,
      network: record.detail.network,
      txSignature: record.detail.txSignature,
      provenance: kind === 'adjudicated' ? { event: 'dispute-resolved', detail: { refundedAtomic: '4000' } } : null,
    });

  it('subtracts once the refunded part, or its whole value if the payment is no longer on chain', async () => {
    const did = await newAgent();
    const [disputed, vanished] = [await settledWork(database, did), await settledWork(database, did)];
    await consume([disputed, vanished]);
    await accept(disputed, 'adjudicated');
    await accept(vanished, 'reversed');
    const records = [
      overturned(disputed, 'dispute-resolved'),
      overturned(vanished, 'settlement-reversed'),
      overturned(disputed, 'dispute-resolved'),
    ];
    expect(await consume(records)).toEqual({ failedRecordIds: [] });
    await consume(records);
    expect((await expectSound(did)).totals).toEqual({
      count: 2,
      valueAtomic: 6_000n,
      qualitySumBps: 20_000,
      disputes: 2,
      lastSequence: 4,
    });
  });

  it('is retried until its evidence and its receipt exist, for at most five minutes', async () => {
    const did = await newAgent();
    const record = await settledWork(database, did);
    const early = overturned(record, 'dispute-resolved');
    expect(await consume([early])).toEqual({ failedRecordIds: [early.recordId] });
    await accept(record, 'adjudicated');
    expect(await consume([early])).toEqual({ failedRecordIds: [early.recordId] });
    expect(await consume([record, early])).toEqual({ failedRecordIds: [] });
    expect((await expectSound(did)).totals).toMatchObject({ count: 1, disputes: 1 });
    const invented = overturned(
      await settledWork(database, did),
      'dispute-resolved',
      new Date(NOW.getTime() - 600_000),
    );
    expect(await consume([invented])).toEqual({ failedRecordIds: [] });
  });
});

describe('appendReceipts', () => {
  const newReceipt = async (did: Did, changes: Partial<NewReceipt> = {}): Promise<NewReceipt> => ({
    settlementId: (await settledWork(database, did)).detail.settlementId,
    did,
    client: account(SOLANA_DEVNET, someAddress()),
    valueAtomic: usdcAtomic(10_000n),
    qualityBps: scoreBps(8_000),
    outcome: 'completed',
    skill: null,
    ...changes,
  });
  const put = (receipts: readonly NewReceipt[]) => appendReceipts(database.app, receipts, { now: NOW, randomBytes });

  it('subtracts the value of a reversal once, and only after the reversed receipt was counted', async () => {
    const did = await newAgent();
    const [receipt, other] = [await newReceipt(did), await newReceipt(did, { outcome: 'disputed' })];
    const reversal = { ...receipt, outcome: 'reversed' } as const;
    expect(await put([reversal])).toEqual({
      appended: 0,
      refused: [{ settlementId: receipt.settlementId, reason: 'nothing-to-reverse' }],
    });
    await put([receipt, other]);
    await put([reversal, reversal]);
    expect(await put([reversal, { ...receipt, outcome: 'disputed' }])).toEqual({ appended: 0, refused: [] });
    expect((await expectSound(did)).totals).toEqual({
      count: 2,
      valueAtomic: 10_000n,
      qualitySumBps: 16_000,
      disputes: 2,
      lastSequence: 3,
    });
  });
});
