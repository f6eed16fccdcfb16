import { describe, expect, it } from '@jest/globals';
import { RESERVED_BY, SETTLEMENT_STATUSES } from '@pos/database/schema/settlements.ts';
import fc from 'fast-check';
import { decideAnswer, decideSettlement, type PaymentState } from './decide-settlement.ts';

const RESERVED_AT = new Date('2026-01-01T00:00:00.000Z');
const stored = (changes: Partial<PaymentState> = {}): PaymentState => ({
  status: 'reserved',
  reservedBy: 'verify',
  bindingHash: 'terms',
  reservedAt: RESERVED_AT,
  ...changes,
});
const request = { bindingHash: 'terms', servesAfterVerify: true, requirements: { maxTimeoutSeconds: 60 } };
const after = (seconds: number) => new Date(RESERVED_AT.getTime() + seconds * 1000);
const statusArb = fc.constantFrom(...SETTLEMENT_STATUSES);
const reservedByArb = fc.constantFrom(...RESERVED_BY);

describe('decideSettlement', () => {
  it('reserves a new payment, sends a reserved one and resumes a sent one', () => {
    const [reserved, sent, pending] = [stored(), stored({ status: 'sent' }), stored({ status: 'pending' })];
    expect(decideSettlement(undefined, request, RESERVED_AT)).toEqual({ kind: 'reserve' });
    expect(decideSettlement(reserved, request, after(1))).toEqual({ kind: 'send', row: reserved });
    expect(decideSettlement(sent, request, after(1))).toEqual({ kind: 'resume', row: sent });
    expect(decideSettlement(pending, request, after(999))).toEqual({ kind: 'resume', row: pending });
  });

  it('sends within the time limit of the terms, and refuses afterwards', () => {
    const row = stored();
    expect(decideSettlement(row, request, after(60))).toEqual({ kind: 'send', row });
    expect(decideSettlement(row, request, after(60.001))).toEqual({ kind: 'refuse', row, reason: 'payment_expired' });
  });

  it('refuses other terms in every state', () => {
    for (const status of SETTLEMENT_STATUSES) {
      const row = stored({ status, bindingHash: 'others' });
      const reason = 'payment_claimed_for_other_requirements';
      expect(decideSettlement(row, request, after(1))).toEqual({ kind: 'refuse', row, reason });
    }
  });

  it('contains the row on which it is based, in every state and for every request', () => {
    const cases = fc.record({
      status: statusArb,
      reservedBy: reservedByArb,
      bindingHash: fc.constantFrom('terms', 'others'),
      servesAfterVerify: fc.boolean(),
      seconds: fc.nat(120),
    });
    fc.assert(
      fc.property(cases, ({ servesAfterVerify, seconds, ...changes }) => {
        const row = stored(changes);
        const decision = decideSettlement(row, { ...request, servesAfterVerify }, after(seconds));
        expect('row' in decision && decision.row === row).toBe(true);
      }),
    );
  });
});

describe('decideAnswer', () => {
  it('repeats a success only to the server that verified the payment and served before settling', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('confirmed' as const, 'finalized' as const),
        reservedByArb,
        fc.boolean(),
        (status, reservedBy, servesAfterVerify) => {
          const row = stored({ status, reservedBy });
          const once = !(reservedBy === 'verify' && servesAfterVerify);
          expect(decideAnswer(row, { servesAfterVerify })).toEqual({ kind: 'tell-success', row, once });
        },
      ),
    );
  });

  it('reports a failure and an expiry, and pending for every state without an outcome', () => {
    const answerTo = (status: PaymentState['status']) => decideAnswer(stored({ status }), request);
    expect(answerTo('failed')).toMatchObject({ kind: 'tell-failure' });
    expect(answerTo('expired')).toMatchObject({ kind: 'refuse', reason: 'payment_expired' });
    for (const status of ['reserved', 'sent', 'pending'] as const)
      expect(answerTo(status)).toMatchObject({ kind: 'tell-pending' });
  });
});
