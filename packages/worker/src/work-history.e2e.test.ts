import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settlementConfirmed } from '@pos/contract/x402/events/settlement-confirmed.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { checkChain } from '@pos/history/audit/check-chain.ts';
import { checkHistory } from '@pos/history/audit/check-history.ts';
import { append } from '@pos/history/consumers/append-receipt.ts';
import { readAnchorMemo } from '@pos/history/domain/anchor-memo.ts';
import { listAnchors } from '@pos/history/routes/list-anchors.ts';
import { openHistory } from '@pos/history/store/openings.ts';
import { agentElement, skillElement } from '@pos/receipts/identity.ts';
import { openAnchor } from '@pos/receipts/opening.ts';
import { listAnchors as anchorsRoute } from '@pos/contract/history/routes/list-anchors.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { startFixture, type Fixture } from '@pos/x402/testing/facilitator-fixture.ts';
import { asc } from 'drizzle-orm';
import { anchorOnce } from '@pos/history/anchoring/anchor-once.ts';

describe('from a payment on chain to an anchor on chain', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture({ slotMs: 150 });
  });
  afterAll(() => fixture.close());

  /** Delivers every event of the outbox at least once, as the bus does. */
  const deliver = async () => {
    const events = await fixture.database.owner.orm.select().from(outbox).orderBy(asc(outbox.id));
    const records = events.map(({ eventId, source, detail, createdAt }) => ({
      recordId: eventId,
      eventId,
      source,
      time: createdAt,
      event: 'settlement-confirmed' as const,
      detail: settlementConfirmed.detail.parse(detail),
    }));
    await append(fixture.dependencies).handle([...records, ...records.slice(0, 1)]);
  };

  it('is opened by its owner, read from the memo by everybody, and held against the ledger', async () => {
    for (let payment = 0; payment < 3; payment += 1) {
      const paid = await fixture.pay(fixture.terms({ extra: { feePayer: fixture.key.address, skill: 'ocr' } }));
      expect(await fixture.facilitator.verify(paid)).toMatchObject({ isValid: true });
      expect(await fixture.facilitator.settle(paid)).toMatchObject({ success: true });
      await deliver();
    }
    const worker = { ...fixture.dependencies, database: fixture.database.worker };
    await anchorOnce(worker, { everyMs: 0, confirmWithinMs: 60_000 });

    const opened = await openHistory(fixture.database.app, fixture.agentDid, { limit: 10 });
    if (!opened.ok) throw new Error(opened.error.code);
    const { head, receipts } = opened.value;
    expect(head.history).toMatchObject({
      agent: agentElement(fixture.agentDid),
      totals: { count: 3, valueAtomic: 30_000n, lastSequence: 3 },
    });
    expect(receipts.map(({ receipt }) => [receipt.valueAtomic, receipt.skill])).toEqual(
      Array.from({ length: 3 }, () => [10_000n, skillElement(skill('ocr'))]),
    );

    const request = {
      params: undefined,
      query: anchorsRoute.query.parse({}),
      headers: undefined,
      body: undefined,
      caller: undefined,
      requestId: 'test',
      deadline: new Date(),
    };
    const listed = await listAnchors(fixture.dependencies)(request);
    const anchor = listed.kind === 'reply' ? listed.body.anchors[0] : undefined;
    if (anchor === undefined) throw new Error('no anchor');
    const memo = await fixture.solana.findMemo(anchor.txSignature);
    expect(memo).toMatchObject({ succeeded: true, feePayer: fixture.key.address });
    expect(openAnchor(head, receipts)).toEqual({ ok: true, value: readAnchorMemo(memo?.texts[0] ?? '')?.commitment });

    const checked = await checkHistory(fixture.database.worker, new Date());
    expect(checked).toMatchObject({ receipts: 3, agents: 1, deviations: [] });
    expect(await checkChain(fixture.solana, checked.anchors)).toEqual({
      checked: 1,
      signer: fixture.key.address,
      deviations: [],
    });
  });
});
