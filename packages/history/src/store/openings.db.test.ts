import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HeadOpening, ReceiptOpening } from '@pos/contract/history/schemas/history.ts';
import { historyNodes } from '@pos/database/schema/history-nodes.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { fieldElement } from '@pos/receipts/field-element.ts';
import { agentElement, NO_OWNER, ownerCommitment } from '@pos/receipts/identity.ts';
import { openAnchor } from '@pos/receipts/opening.ts';
import { rebuild, type LedgerEntry } from '@pos/receipts/rebuild.ts';
import { account } from '@pos/vocabulary/account.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { and, asc, count, eq } from 'drizzle-orm';
import { anchorNow, confirmNow } from '../testing/anchor-now.ts';
import { appendSampleReceipts, sampleReceipts } from '../testing/append-sample-receipts.ts';
import { addAgent, someAddress } from '../testing/settled-work.ts';
import { appendReceipts } from './append-receipts.ts';
import { buildAnchor } from './build-anchor.ts';
import { openHistory, type Openings, type ReceiptChoice } from './openings.ts';
import { registerOwner } from './owners.ts';
import { receiptOf } from './receipt-rows.ts';

let database: TestDatabase;
let ada: Did;
let ben: Did;
beforeAll(async () => {
  database = await testDatabase();
  [ada, ben] = [await addAgent(database, 'ada'), await addAgent(database, 'ben')];
});
afterAll(() => database.close());

/** The openings as the owner receives them: encoded to JSON and decoded again. */
async function served(did: Did, choice?: ReceiptChoice): Promise<Openings> {
  const opened = await openHistory(database.app, did, choice);
  if (!opened.ok) throw new Error(opened.error.code);
  const { head, receipts, nextCursor } = opened.value;
  return {
    head: HeadOpening.decode(JSON.parse(JSON.stringify(HeadOpening.encode(head)))),
    receipts: receipts.map((each) => ReceiptOpening.decode(JSON.parse(JSON.stringify(ReceiptOpening.encode(each))))),
    nextCursor,
  };
}
const commitmentOf = (openings: Openings) => openAnchor(openings.head, openings.receipts);
const secretOf = (number: number) => ownerCommitment(fieldElement(number));
const changeOwner = (did: Did, number: number) =>
  database.app.transaction((tx) => registerOwner(tx, did, secretOf(number)));

describe('openings', () => {
  it('are refused before the first anchor is on chain', async () => {
    await appendSampleReceipts(database, sampleReceipts(ada, 2));
    expect(await openHistory(database.app, ada, undefined)).toEqual({
      ok: false,
      error: { code: 'history-not-anchored' },
    });
    const built = await buildAnchor(database.worker, new Date());
    expect(await openHistory(database.app, ada, undefined)).toEqual({
      ok: false,
      error: { code: 'history-not-anchored' },
    });
    if (built === undefined) throw new Error('No anchor was built');
    await confirmNow(database, built);
    expect(commitmentOf(await served(ada, { limit: 10 }))).toEqual({ ok: true, value: BigInt(built.commitment) });
    expect(await openHistory(database.app, ben, undefined)).toEqual({
      ok: false,
      error: { code: 'history-not-anchored' },
    });
  });

  it('verify under the newest anchor for every receipt of every agent', async () => {
    await appendSampleReceipts(database, [
      ...sampleReceipts(ben, 3),
      ...sampleReceipts(ada, 2),
      ...sampleReceipts(ben, 2),
    ]);
    await anchorNow(database, 4);
    const newest = await anchorNow(database, 4);
    for (const [did, total] of [
      [ada, 4],
      [ben, 5],
    ] as const) {
      const openings = await served(did, { limit: 50 });
      expect(openings.receipts.map(({ receipt }) => receipt.sequence)).toEqual(
        Array.from({ length: total }, (_, at) => total - at),
      );
      expect(openings.head.history.totals).toMatchObject({
        count: total,
        valueAtomic: BigInt(total) * 10_000n,
        lastSequence: total,
      });
      expect(commitmentOf(openings)).toEqual({ ok: true, value: BigInt(newest?.commitment ?? 0) });
    }
  });

  it('refer to the anchor on chain while the next one is built', async () => {
    const before = await served(ben, { limit: 50 });
    await appendSampleReceipts(database, [{ did: ben, valueAtomic: usdcAtomic(5n) }]);
    const built = await buildAnchor(database.worker, new Date());
    const meanwhile = await served(ben, { limit: 50 });
    expect(meanwhile).toEqual(before);
    expect(await openHistory(database.app, ben, { sequences: [6] })).toEqual({
      ok: false,
      error: { code: 'receipt-not-anchored', sequence: 6 },
    });
    if (built === undefined) throw new Error('No anchor was built');
    await confirmNow(database, built);
    expect(commitmentOf(await served(ben, { sequences: [6, 1] }))).toEqual({
      ok: true,
      value: BigInt(built.commitment),
    });
  });

  it('contain a new owner from the next anchor on, also without new receipts', async () => {
    await changeOwner(ada, 7);
    expect((await served(ada)).head.history.owner).toBe(NO_OWNER);
    const anchor = await anchorNow(database);
    const { head } = await served(ada);
    expect([head.history.owner, head.anchor.sequence]).toEqual([secretOf(7), anchor?.sequence]);
    expect(commitmentOf(await served(ada))).toMatchObject({ ok: true });
    await changeOwner(ada, 7);
    expect(await anchorNow(database)).toBeUndefined();
  });

  it('contain an owner who was registered before the first receipt', async () => {
    const cleo = await addAgent(database, 'cleo');
    await changeOwner(cleo, 9);
    expect(await anchorNow(database)).toBeUndefined();
    await appendSampleReceipts(database, sampleReceipts(cleo, 1));
    await anchorNow(database);
    expect((await served(cleo)).head.history.owner).toBe(secretOf(9));
  });

  it('are paged, newest first, and are refused for an unknown sequence', async () => {
    const first = await served(ben, { limit: 4 });
    expect([first.receipts.map(({ receipt }) => receipt.sequence), first.nextCursor]).toEqual([[6, 5, 4, 3], 3]);
    const second = await served(ben, { limit: 4, cursor: first.nextCursor ?? 0 });
    expect([second.receipts.map(({ receipt }) => receipt.sequence), second.nextCursor]).toEqual([[2, 1], null]);
    expect(await openHistory(database.app, ben, { sequences: [1, 99] })).toEqual({
      ok: false,
      error: { code: 'receipt-unknown', sequence: 99 },
    });
  });

  it('have the same roots as a replay of the ledger', async () => {
    const newest = (await served(ada)).head.anchor;
    const rows = await database.owner.orm.select().from(workHistories).orderBy(asc(workHistories.leafIndex));
    const owners = new Map([
      [ada, secretOf(7)],
      [ben, NO_OWNER],
    ]);
    const enrolled = [...new Set(rows.map(({ did }) => did))];
    const entries: LedgerEntry[] = [
      ...enrolled.map((did): LedgerEntry => ({
        kind: 'agent-enrolled',
        agent: agentElement(did),
        owner: owners.get(did) ?? secretOf(9),
      })),
      ...rows.map((row): LedgerEntry => ({ kind: 'receipt-issued', receipt: receiptOf(row) })),
    ];
    const replayed = rebuild(entries);
    if (!replayed.ok) throw new Error(replayed.error.code);
    expect([replayed.value.receiptsTree.root(), replayed.value.headsTree.root()]).toEqual([
      newest.receiptsRoot,
      newest.headsRoot,
    ]);
  });

  it('verify for a batch that is hashed in several slices, with old agents and new ones', async () => {
    const many = await Promise.all(Array.from({ length: 33 }, (_, at) => addAgent(database, `many-${at}`)));
    for (const dids of [many.slice(0, 30), many.toReversed()]) {
      const receipts = dids.map(
        (did) =>
          ({
            did,
            settlementId: randomUUID(),
            client: account(SOLANA_DEVNET, someAddress()),
            valueAtomic: usdcAtomic(1n),
            qualityBps: scoreBps(1),
            outcome: 'completed',
            skill: null,
          }) as const,
      );
      await appendReceipts(database.app, receipts, { now: new Date(), randomBytes });
      const anchor = await anchorNow(database);
      for (const did of [dids[0], dids[24], dids[25], dids[29], ben]) {
        if (did !== undefined)
          expect(commitmentOf(await served(did, { limit: 5 }))).toEqual({
            ok: true,
            value: BigInt(anchor?.commitment ?? 0),
          });
      }
    }
  });

  it('verify after the nodes of old anchors were pruned', async () => {
    for (let at = 0; at < 34; at += 1) {
      await changeOwner(ada, 100 + at);
      await anchorNow(database);
    }
    expect(commitmentOf(await served(ben, { limit: 50 }))).toMatchObject({ ok: true });
    const isRootOfHeads = and(eq(historyNodes.tree, 'heads'), eq(historyNodes.level, 20));
    const [versions] = await database.owner.orm.select({ ofTheRoot: count() }).from(historyNodes).where(isRootOfHeads);
    expect(versions).toEqual({ ofTheRoot: 31 });
  });
});
