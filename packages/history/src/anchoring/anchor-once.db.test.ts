import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { historyAnchors } from '@pos/database/schema/history-anchors.ts';
import { readAnchorMemo, type AnchorMemo } from '../domain/anchor-memo.ts';
import { anchorOf } from '../store/anchors.ts';
import { appendReceipts } from '../store/append-receipts.ts';
import { settledWork, someAddress } from '../testing/settled-work.ts';
import { anchorCommitment } from '@pos/receipts/anchor.ts';
import { account } from '@pos/vocabulary/account.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { startFixture, type Fixture } from '@pos/x402/testing/facilitator-fixture.ts';
import { asc } from 'drizzle-orm';
import { anchorOnce } from './anchor-once.ts';
import { killAnchoring } from '../testing/kill-anchoring.ts';

describe('anchoring', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    // A blockhash is valid for 150 slots, which leaves a slow machine enough time between signing and sending.
    fixture = await startFixture({ slotMs: 150 });
  });
  afterEach(() => fixture.chain.faults.clear());
  afterAll(() => fixture.close());

  const worker = () => ({ ...fixture.dependencies, database: fixture.database.worker });
  const run = (everyMs = 0, batch?: number) =>
    anchorOnce(worker(), { everyMs, confirmWithinMs: 60_000, ...(batch === undefined ? {} : { batch }) });
  const rows = () => fixture.database.owner.orm.select().from(historyAnchors).orderBy(asc(historyAnchors.sequence));
  const newest = async () => (await rows()).at(-1);
  /** Appends receipts, so that an anchor can be built. */
  const work = async (count = 1) => {
    for (let appended = 0; appended < count; appended += 1) {
      const { detail } = await settledWork(fixture.database, fixture.agentDid);
      const receipt = {
        settlementId: detail.settlementId,
        did: fixture.agentDid,
        client: account(SOLANA_DEVNET, someAddress()),
        valueAtomic: usdcAtomic(1n),
        qualityBps: scoreBps(10_000),
        outcome: 'completed',
        skill: null,
      } as const;
      await appendReceipts(fixture.database.app, [receipt], { now: new Date(), randomBytes });
    }
  };
  const toTheEnd = async () => {
    for (let pass = 0; pass < 1_500; pass += 1) {
      await run();
      const anchor = await newest();
      if (anchor?.status === 'confirmed' || anchor?.status === 'finalized') return anchor;
      await pause(20);
    }
    throw new Error('The newest anchor was not confirmed');
  };
  /** Runs anchoring until all anchors are final. */
  const untilFinal = async () => {
    for (let pass = 0; pass < 1_500; pass += 1) {
      await run();
      if ((await rows()).every(({ status }) => status === 'finalized')) return;
      await pause(20);
    }
    throw new Error('The anchors did not become final');
  };
  /** All anchor memos of the facilitator, read from the chain only. */
  const memosOnChain = async (): Promise<(AnchorMemo & { readonly signature: string })[]> => {
    const answer = await fixture.solana.forward(
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'getSignaturesForAddress',
        params: [fixture.key.address, { limit: 1000, commitment: 'confirmed' }],
      },
      5_000_000,
    );
    const listed = answer['result'] as readonly { readonly signature: string; readonly err: unknown }[];
    const found: (AnchorMemo & { readonly signature: string })[] = [];
    for (const { signature } of listed) {
      const memo = await fixture.solana.findMemo(transactionSignature(signature));
      for (const text of memo?.texts ?? []) {
        const read = readAnchorMemo(text);
        if (read !== undefined) found.push({ ...read, signature });
      }
    }
    return found.toSorted((a, b) => a.sequence - b.sequence);
  };
  /** Expects one memo on chain per anchor in the database, each with the previous transaction's signature. */
  const expectOneChain = async () => {
    const [stored, memos] = [await rows(), await memosOnChain()];
    expect(memos.map(({ sequence }) => sequence)).toEqual(stored.map(({ sequence }) => sequence));
    for (const [at, anchor] of stored.entries()) {
      expect(memos[at]).toMatchObject({
        signature: anchor.txSignature,
        previousTxSignature: at === 0 ? null : memos[at - 1]?.signature,
        commitment: anchorCommitment(anchorOf(anchor)),
      });
      expect(anchor.previous).toBe(at === 0 ? '0' : stored[at - 1]?.commitment);
    }
  };

  it('does nothing if there is nothing to anchor', async () => {
    expect(await run()).toBe('done');
    expect(await rows()).toEqual([]);
  });

  it('records anchors on chain, each chained to the previous one', async () => {
    await work(3);
    await run();
    expect(await newest()).toMatchObject({ sequence: 1, receiptsSize: 3, headsSize: 1, attempts: 1 });
    await run();
    expect(await rows()).toHaveLength(1);
    await work();
    await run();
    expect(await newest()).toMatchObject({ sequence: 2, receiptsSize: 4, headsSize: 1 });
    await expectOneChain();
  });

  it('waits for the interval between two anchors unless a full batch is pending', async () => {
    await work(2);
    expect(await run(3_600_000, 3)).toBe('done');
    expect(await newest()).toMatchObject({ sequence: 2 });
    await work(5);
    expect(await run(3_600_000, 3)).toBe('more');
    expect(await run(3_600_000, 3)).toBe('done');
    expect(await newest()).toMatchObject({ sequence: 4, receiptsSize: 10 });
    await toTheEnd();
    await run();
    expect(await newest()).toMatchObject({ sequence: 5, receiptsSize: 11 });
  });

  it('builds one anchor when four workers run concurrently', async () => {
    await work();
    await Promise.all([run(), run(), run(), run()]);
    await toTheEnd();
    expect(await newest()).toMatchObject({ sequence: 6, attempts: 1 });
    await expectOneChain();
  });

  it('signs a transaction for an anchor whose worker was killed after building it', async () => {
    await untilFinal();
    await work();
    fixture.chain.faults.inject({ kind: 'hang' }, { methods: ['getLatestBlockhash'] });
    await killAnchoring(fixture, async () => (await newest())?.status === 'built');
    fixture.chain.faults.clear();
    const built = await newest();
    await Promise.all([run(), run()]);
    expect(await toTheEnd()).toMatchObject({ sequence: 7, commitment: built?.commitment, attempts: 1 });
    await expectOneChain();
  });

  it('broadcasts a stored transaction whose worker was killed before broadcasting it', async () => {
    await untilFinal();
    await work();
    fixture.chain.faults.inject({ kind: 'hang' }, { methods: ['sendTransaction'] });
    await killAnchoring(fixture, async () => (await newest())?.status === 'sent');
    fixture.chain.faults.clear();
    const sent = await newest();
    expect(await fixture.solana.findMemo(transactionSignature(sent?.txSignature ?? ''))).toBeUndefined();
    await Promise.all([run(), run()]);
    expect(await toTheEnd()).toMatchObject({ sequence: 8, txSignature: sent?.txSignature, attempts: 1 });
    await expectOneChain();
  });

  it('finds the transaction on chain whose worker was killed before recording the confirmation', async () => {
    await untilFinal();
    await work();
    fixture.chain.faults.inject({ kind: 'hang' }, { methods: ['getSignatureStatuses'] });
    await killAnchoring(fixture, async () => {
      const anchor = await newest();
      return (
        anchor?.status === 'sent' &&
        anchor.txSignature !== null &&
        (await fixture.solana.findMemo(anchor.txSignature)) !== undefined
      );
    });
    fixture.chain.faults.clear();
    const sent = await newest();
    await Promise.all([run(), run()]);
    expect(await toTheEnd()).toMatchObject({ sequence: 9, txSignature: sent?.txSignature, attempts: 1 });
    await expectOneChain();
  });

  it('signs another transaction for a dropped one only after the first can no longer land', async () => {
    await work();
    const drop = fixture.chain.faults.inject({ kind: 'dropAfterSend' });
    await anchorOnce(worker(), { everyMs: 0, confirmWithinMs: 0 });
    const lost = await newest();
    expect(lost).toMatchObject({ sequence: 10, status: 'sent', attempts: 1 });
    await anchorOnce(worker(), { everyMs: 0, confirmWithinMs: 0 });
    expect(await newest()).toMatchObject({ txSignature: lost?.txSignature, attempts: 1 });
    fixture.chain.advanceSlots(250);
    drop();
    const anchored = await toTheEnd();
    expect(anchored).toMatchObject({ sequence: 10, commitment: lost?.commitment, attempts: 2 });
    expect(anchored.txSignature).not.toBe(lost?.txSignature);
    await expectOneChain();
  });

  it('retries after an outage of the node, and looks up a transaction whose response was lost', async () => {
    await untilFinal();
    await work();
    const before = await newest();
    fixture.chain.faults.inject({ kind: 'http500' });
    await expect(run()).rejects.toBeInstanceOf(OutageError);
    await expect(run()).rejects.toBeInstanceOf(OutageError);
    fixture.chain.faults.clear();
    const built = await newest();
    expect(built).toMatchObject({ sequence: (before?.sequence ?? 0) + 1, status: 'built', attempts: 0 });
    fixture.chain.faults.inject({ kind: 'landsButAnswerLost' }, { methods: ['sendTransaction'] });
    expect(await toTheEnd()).toMatchObject({ sequence: built?.sequence, commitment: built?.commitment, attempts: 1 });
    await expectOneChain();
  });
});
