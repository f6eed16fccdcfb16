import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jobReported } from '@pos/contract/reputation/events/job-reported.ts';
import { settlementConfirmed } from '@pos/contract/x402/events/settlement-confirmed.ts';
import { eventQuarantine } from '@pos/database/schema/event-quarantine.ts';
import { zkProofs } from '@pos/database/schema/zk-proofs.ts';
import { proofFixture, type ProofFixture } from '../../test/proof-fixture.ts';
import { submissionVerifier, type Submission } from '../verify-submissions.ts';
import { verify } from './verify-carried-proof.ts';

const ADDRESS = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';

let fixture: ProofFixture;
beforeAll(async () => {
  fixture = await proofFixture();
});
afterAll(() => fixture.close());

const carriedBy = ({ statement, presenter, nonce, proof, publicSignals }: Submission): object => ({
  statement,
  presenter,
  nonce,
  proof,
  publicSignals,
});

/** A delivery of a settlement event that carries `proof`, parsed by the event's schema. */
function settlement(eventId: string, proof: unknown) {
  const detail = settlementConfirmed.detail.parse({
    eventId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
    settlementId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c',
    did: fixture.agent,
    network: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
    asset: ADDRESS,
    amount: '10000',
    payer: ADDRESS,
    payTo: ADDRESS,
    txSignature: '1'.repeat(64),
    slot: '7',
    occurredAt: '2026-03-01T10:00:00.000Z',
    proof,
  });
  return {
    recordId: `record ${eventId}`,
    eventId,
    source: 'pos.x402',
    time: new Date(),
    event: 'settlement-confirmed' as const,
    detail,
  };
}

/** A delivery of a work report event that carries `proof`, parsed by the event's schema. */
function report(eventId: string, proof: unknown) {
  const { settlementId: _, amount: __, ...work } = settlement(eventId, undefined).detail;
  const wire = {
    ...work,
    occurredAt: work.occurredAt.toISOString(),
    outcomeBps: 10_000,
    authority: ADDRESS,
    signature: 'unread',
    proof,
  };
  return {
    recordId: `record ${eventId}`,
    eventId,
    source: 'pos.producer.reporter',
    time: new Date(),
    event: 'job-reported' as const,
    detail: jobReported.detail.parse(wire),
  };
}

describe('verify-carried-proof', () => {
  it('stores valid proofs, quarantines invalid ones by code, and ignores events without a proof', async () => {
    const { dependencies, verifierOf, database } = fixture;
    const handler = verify(dependencies, submissionVerifier(dependencies, verifierOf));
    const good = fixture.submission();
    const reported = fixture.submission({ statement: 'chosen-receipts' });
    const records = [
      settlement('none', undefined),
      settlement('good', carriedBy(good)),
      settlement('bad', carriedBy({ ...fixture.submission(), proof: good.proof })),
      settlement('stale', carriedBy(fixture.submission({ anchor: 5n }))),
      settlement('nonsense', { '\0': ['\ud800'] }),
      settlement('null', null),
      report('report', carriedBy(reported)),
      report('stolen', carriedBy({ ...reported, presenter: 'a thief' })),
    ];
    for (let delivery = 0; delivery < 3; delivery += 1)
      expect(await handler.handle(records)).toEqual({ failedRecordIds: [] });
    expect(await database.owner.orm.select({ nullifier: zkProofs.nullifier }).from(zkProofs)).toEqual(
      expect.arrayContaining([good, reported].map(({ publicSignals: [nullifier] }) => ({ nullifier }))),
    );
    const kept = await database.owner.orm.select().from(eventQuarantine);
    expect(kept.map(({ deliveryId, reason }) => [deliveryId, reason]).toSorted()).toEqual([
      ['bad', 'proof-rejected'],
      ['nonsense', 'request-invalid'],
      ['null', 'request-invalid'],
      ['stale', 'proof-anchor-unknown'],
      ['stolen', 'proof-binding-mismatch'],
    ]);
  });
});
