import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { account, type Account } from '@pos/vocabulary/account.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { append } from '../consumers/append-receipt.ts';
import { anchorMemo } from '../domain/anchor-memo.ts';
import { describeDeviation } from '../domain/deviation.ts';
import { anchorOf, type StoredAnchor } from '../store/anchors.ts';
import { appendReceipts } from '../store/append-receipts.ts';
import { openHistory } from '../store/openings.ts';
import { registerOwner } from '../store/owners.ts';
import { anchorNow } from '../testing/anchor-now.ts';
import { addAgent, settledWork, someAddress } from '../testing/settled-work.ts';
import { fieldElement } from '@pos/receipts/field-element.ts';
import { checkChain } from './check-chain.ts';
import { checkHistory } from './check-history.ts';
import { rebuildDerived } from './rebuild-derived.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const LATER = new Date(Date.now() + 3_600_000);

describe('checking histories', () => {
  let database: TestDatabase;
  let ada: Did;
  let ben: Did;
  beforeEach(async () => {
    database = await testDatabase();
    [ada, ben] = [await addAgent(database, 'ada'), await addAgent(database, 'ben')];
    await work([ada, ben, ada]);
    await anchorNow(database);
    await work([ben, ben]);
    await database.app.transaction((tx) => registerOwner(tx, ada, fieldElement(7)));
    await anchorNow(database);
    await work([ada]);
  });
  afterEach(() => database.close());

  async function work(dids: readonly Did[]) {
    const dependencies = {
      database: database.app,
      clock: { now: () => new Date() },
      log: quiet,
      newId: randomUUID,
      stage: 'test',
      publicUrl: 'http://localhost',
    };
    for (const [at, did] of dids.entries())
      await append(dependencies).handle([
        await settledWork(database, did, { usdMicro: usdcAtomic(BigInt(1_000 + at)) }),
      ]);
  }
  const check = () => checkHistory(database.worker, LATER);
  const codes = async () => (await check()).deviations.map(describeDeviation);
  /** Changes rows that triggers protect. Only the owner of the tables can do this. */
  const tamper = async (table: string, change: SQL) => {
    await database.owner.orm.execute(sql.raw(`alter table ${table} disable trigger user`));
    await database.owner.orm.execute(change);
    await database.owner.orm.execute(sql.raw(`alter table ${table} enable trigger user`));
  };

  it('finds no deviation in an untouched database', async () => {
    const report = await check();
    expect(report).toMatchObject({ receipts: 6, agents: 2, deviations: [] });
    expect(report.anchors.at(-1)?.headsRoot).toBe(report.replay.headsTree.root().toString());
  });

  it('finds no deviation after receipts, owner changes and anchors were written concurrently', async () => {
    let writing = true;
    const builder = async () => {
      while (writing) await anchorNow(database, 3);
    };
    const builders = [builder(), builder()];
    const owners = async () => {
      for (let owner = 10; owner < 16; owner += 1)
        await database.app.transaction((tx) => registerOwner(tx, ada, fieldElement(owner)));
    };
    await Promise.all([work([ada, ben, ada, ada]), work([ben, ada, ada, ben]), owners()]);
    writing = false;
    await Promise.all(builders);
    while ((await anchorNow(database)) !== undefined);
    const report = await check();
    expect(report).toMatchObject({ receipts: 14, agents: 2, deviations: [] });
    expect(report.anchors.at(-1)?.receiptsSize).toBe(14);
    expect(await openHistory(database.app, ada, undefined)).toMatchObject({
      ok: true,
      value: { head: { history: { owner: 15n } } },
    });
  });

  it('finds a receipt with a raised value, and every value derived from it', async () => {
    await tamper(
      'work_histories',
      sql`update work_histories set value_atomic = 9999 where did = ${ada} and sequence = 1`,
    );
    expect(await codes()).toEqual([
      `receipt-hash-differs: did ${ada}, sequence 1`,
      `receipt-contradicts-settlement: did ${ada}, sequence 1, what value`,
      // Later chain hashes follow from the altered leaf and differ too.
      `receipt-hash-differs: did ${ada}, sequence 2`,
      `head-differs: did ${ada}, anchor 1`,
      'root-differs: anchor 1, tree receipts',
      'root-differs: anchor 1, tree heads',
      `head-differs: did ${ada}, anchor 2`,
      'root-differs: anchor 2, tree receipts',
      'root-differs: anchor 2, tree heads',
      ...(await codes()).filter((line) => line.startsWith('node-differs')),
      `receipt-hash-differs: did ${ada}, sequence 3`,
      `accumulator-differs: did ${ada}`,
    ]);
  });

  it('finds a receipt without a settlement, receipts with another agent or client, and a missing receipt', async () => {
    await database.owner.orm.execute(
      sql`update settlements set agent_did = ${ben} where id = (select settlement_id from work_histories where did = ${ada} and sequence = 1)`,
    );
    await database.owner.orm.execute(
      sql`update settlements set payer = ${someAddress()} where id = (select settlement_id from work_histories where did = ${ben} and sequence = 1)`,
    );
    await database.owner.orm.execute(
      sql`delete from settlements where id = (select settlement_id from work_histories where did = ${ben} and sequence = 2)`,
    );
    const missed = await settledWork(database, ada);
    await settledWork(database, ada, { usdMicro: null });
    expect((await codes()).toSorted()).toEqual(
      [
        `receipt-contradicts-settlement: did ${ada}, sequence 1, what agent`,
        `receipt-contradicts-settlement: did ${ben}, sequence 1, what client`,
        `receipt-without-settlement: did ${ben}, sequence 2`,
        `settlement-without-receipt: settlementId ${missed.detail.settlementId}`,
      ].toSorted(),
    );
  });

  it('finds a verdict without a reversal receipt, and a reversal receipt without a verdict', async () => {
    const accept = (sequence: number) =>
      database.owner.orm.execute(sql`
      insert into reputation_evidence (event_id, did, payer, kind, outcome, usd_micro, settlement_id, network, tx_signature, occurred_at)
      select gen_random_uuid(), did, ${someAddress()}, 'reversed', 0, 1, settlement_id, 'x', 'y', now() from work_histories where did = ${ben} and sequence = ${sequence}`);
    const settlementOf = async (sequence: number) =>
      (
        await database.owner.orm
          .select({ id: workHistories.settlementId })
          .from(workHistories)
          .where(and(eq(workHistories.did, ben), eq(workHistories.sequence, sequence)))
      )[0]?.id ?? '';
    const reverse = async (sequence: number, client: Account) => {
      const reversal = {
        settlementId: await settlementOf(sequence),
        did: ben,
        client,
        valueAtomic: usdcAtomic(1n),
        qualityBps: scoreBps(0),
        outcome: 'reversed',
        skill: null,
      } as const;
      await appendReceipts(database.app, [reversal], { now: new Date(), randomBytes });
    };
    await accept(1);
    expect(await codes()).toEqual([`verdict-without-receipt: settlementId ${await settlementOf(1)}`]);
    await reverse(2, account(SOLANA_DEVNET, someAddress()));
    expect(await codes()).toEqual(
      expect.arrayContaining([
        `reversal-without-verdict: did ${ben}, sequence 4`,
        `receipt-contradicts-settlement: did ${ben}, sequence 4, what client`,
      ]),
    );
  });

  it('does not expect the receipt of a payment that was just confirmed', async () => {
    await settledWork(database, ada);
    expect((await checkHistory(database.worker, new Date())).deviations).toEqual([]);
  });

  it('finds a deleted receipt', async () => {
    await tamper('work_histories', sql`delete from work_histories where did = ${ben} and sequence = 2`);
    const lines = await codes();
    expect(lines).toContain(`receipt-does-not-follow: did ${ben}, sequence 3`);
    expect(lines).toContain('root-differs: anchor 2, tree receipts');
    expect(lines.some((line) => line.startsWith('settlement-without-receipt'))).toBe(true);
  });

  it('finds an altered anchor, and a head with another owner', async () => {
    await tamper(
      'history_anchors',
      sql`update history_anchors set commitment = '5', previous = '6' where sequence = 2`,
    );
    expect(await codes()).toEqual([
      'anchor-differs: anchor 2, what previous',
      'anchor-differs: anchor 2, what commitment',
    ]);
    await tamper('history_heads', sql`update history_heads set owner = '8' where did = ${ada} and anchor_sequence = 2`);
    expect(await codes()).toEqual(
      expect.arrayContaining([`head-differs: did ${ada}, anchor 2`, 'root-differs: anchor 2, tree heads']),
    );
  });

  it('rebuilds nodes and accumulators, so that openings verify again, unless a receipt was appended since', async () => {
    await database.owner.orm.execute(sql`delete from history_nodes where tree = 'heads' and level between 1 and 20`);
    await database.owner.orm.execute(
      sql`update history_nodes set hash = '\\x00' where tree = 'receipts' and level = 0`,
    );
    await database.owner.orm.execute(sql`update history_accumulators set count = 77 where did = ${ben}`);
    const report = await check();
    expect(new Set(report.deviations.map(({ code }) => code))).toEqual(
      new Set(['node-differs', 'accumulator-differs']),
    );
    expect(await rebuildDerived(database.worker, report)).toBe(true);
    expect(await codes()).toEqual([]);
    expect(await openHistory(database.app, ada, { limit: 10 })).toMatchObject({ ok: true });
    await work([ada]);
    expect(await rebuildDerived(database.worker, report)).toBe(false);
  });

  describe('on chain', () => {
    const memos = (
      anchors: readonly StoredAnchor[],
      change: (text: string, sequence: number) => string = (text) => text,
    ) => {
      const signer = someAddress();
      const memoOf = new Map(
        anchors.map((row) => [
          row.txSignature,
          {
            slot: row.slot ?? 0n,
            succeeded: true,
            feePayer: signer,
            texts: [change(anchorMemo(anchorOf(row), row.previousTxSignature), row.sequence)],
          },
        ]),
      );
      return { signer, findMemo: async (signature: string) => memoOf.get(signature as never) };
    };

    it('finds no deviation in memos that are chained to the first', async () => {
      const { anchors } = await check();
      const ledger = memos(anchors);
      expect(await checkChain(ledger, anchors)).toEqual({ checked: 2, signer: ledger.signer, deviations: [] });
    });

    it('finds a missing memo, an altered memo, and a memo that names another transaction', async () => {
      const { anchors } = await check();
      expect(
        (await checkChain({ findMemo: async () => undefined }, anchors)).deviations.map(({ code }) => code),
      ).toEqual(['memo-missing', 'memo-missing']);
      const other = encodeBase58(randomBytes(64));
      const foreign = await checkChain(
        memos(anchors, (text, sequence) => (sequence === 2 ? text.replace(/[^:]+$/, other) : text)),
        anchors,
      );
      expect(foreign.deviations.map(describeDeviation)).toEqual([
        expect.stringMatching(/^memo-differs: anchor 2/),
        expect.stringMatching(/^memo-unchained: anchor 2/),
      ]);
      const altered = await checkChain(
        memos(anchors, (text, sequence) => (sequence === 1 ? text.replace(':1:', ':2:') : text)),
        anchors,
      );
      expect(altered.deviations.map(({ code }) => code)).toContain('memo-differs');
    });
  });
});
