import { describe, expect, it } from '@jest/globals';
import { SETTLEMENT_STATUSES } from '@pos/database/schema/settlements.ts';
import { decideSettlement, failureReason, type PaymentState } from './decide-settlement.ts';

const CLAIMED_AT = new Date('2026-01-01T00:00:00.000Z');
const state = (changes: Partial<PaymentState> = {}): PaymentState => ({
  status: 'claimed',
  claimedBy: 'verify',
  bindingHash: 'terms',
  claimedAt: CLAIMED_AT,
  txSignature: null,
  error: null,
  ...changes,
});
const request = { bindingHash: 'terms', servesAfterVerify: true, maxTimeoutSeconds: 60 };
const after = (seconds: number) => new Date(CLAIMED_AT.getTime() + seconds * 1000);

describe('decideSettlement', () => {
  it('claims what is new, sends what was claimed, resumes what was sent', () => {
    expect(decideSettlement(undefined, request, CLAIMED_AT)).toEqual({ kind: 'claim' });
    expect(decideSettlement(state(), request, after(1))).toEqual({ kind: 'send' });
    expect(decideSettlement(state({ status: 'sent' }), request, after(1))).toEqual({ kind: 'resume' });
    expect(decideSettlement(state({ status: 'pending' }), request, after(999))).toEqual({ kind: 'resume' });
  });

  it('sends within the time that the terms give, and not after', () => {
    expect(decideSettlement(state(), request, after(60))).toEqual({ kind: 'send' });
    expect(decideSettlement(state(), request, after(60.001))).toEqual({ kind: 'refuse', reason: 'payment_expired' });
  });

  it('refuses other terms in every state', () => {
    for (const status of SETTLEMENT_STATUSES) {
      expect(decideSettlement(state({ status, bindingHash: 'others' }), request, after(1))).toEqual({
        kind: 'refuse',
        reason: 'payment_claimed_for_other_requirements',
      });
    }
  });

  it('tells a success again to the server that verified, and once to all who serve upon it', () => {
    const told = (changes: Partial<PaymentState>, servesAfterVerify = true) =>
      decideSettlement(state({ status: 'confirmed', ...changes }), { ...request, servesAfterVerify }, after(1));
    expect(told({})).toEqual({ kind: 'tell-success', once: false });
    expect(told({ status: 'finalized' })).toEqual({ kind: 'tell-success', once: false });
    expect(told({}, false)).toEqual({ kind: 'tell-success', once: true });
    expect(told({ claimedBy: 'settle' })).toEqual({ kind: 'tell-success', once: true });
    expect(told({ claimedBy: 'payer' })).toEqual({ kind: 'tell-success', once: true });
  });

  it('names failures of the chain by one name', () => {
    expect(decideSettlement(state({ status: 'failed', error: 'InstructionError' }), request, after(1))).toEqual({
      kind: 'refuse',
      reason: 'invalid_exact_svm_transaction_failed',
    });
    expect(failureReason(null)).toBe('invalid_exact_svm_transaction_failed');
    expect(decideSettlement(state({ status: 'expired' }), request, after(1))).toEqual({
      kind: 'refuse',
      reason: 'payment_expired',
    });
  });
});
