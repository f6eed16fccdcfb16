import { describe, expect, it } from '@jest/globals';
import type { ChainTip, TransactionStatus } from '../solana-ledger.ts';
import fc from 'fast-check';
import { decideReconciliation, EXPIRY_MARGIN_BLOCKS } from './decide-reconciliation.ts';

const tip = (blockHeight: bigint, slot: bigint): ChainTip => ({
  blockHeight,
  slot,
  blockhash: 'x',
  lastValidBlockHeight: blockHeight + 150n,
});
const status = fc.constantFrom('sent' as const, 'pending' as const, 'confirmed' as const);
const height = fc.bigInt({ min: 0n, max: 1_000n });
const landed = fc.constantFrom('processed' as const, 'confirmed' as const, 'finalized' as const);
const seenArb: fc.Arbitrary<TransactionStatus> = fc.oneof(
  fc.record({ kind: fc.constant('unknown' as const), asOfSlot: height }),
  fc.record({ kind: landed, slot: height, error: fc.option(fc.constant('InstructionError'), { nil: undefined }) }),
);

describe('decideReconciliation', () => {
  const cases = fc.record({ status, lastValidBlockHeight: height, blockHeight: height, slot: height, seen: seenArb });

  it('concludes only from a vote of two thirds of the stake, or from proof that the transaction can never land', () => {
    fc.assert(
      fc.property(cases, ({ status: stored, lastValidBlockHeight, blockHeight, slot, seen }) => {
        const finalized = tip(blockHeight, slot);
        const { kind } = decideReconciliation({ status: stored, lastValidBlockHeight }, { finalized, status: seen });
        const voted = seen.kind === 'confirmed' || seen.kind === 'finalized';
        if (kind === 'confirm') expect(voted && seen.error === undefined).toBe(true);
        if (kind === 'fail') expect(voted && seen.error !== undefined).toBe(true);
        if (kind === 'expire' || kind === 'vanished') {
          expect(seen.kind === 'unknown' && seen.asOfSlot >= slot).toBe(true);
          expect(blockHeight - EXPIRY_MARGIN_BLOCKS > lastValidBlockHeight).toBe(true);
        }
        if (stored === 'confirmed') expect(['finalize', 'wait', 'vanished']).toContain(kind);
        else expect(kind).not.toBe('vanished');
        if (kind === 'finalize') expect([stored, seen.kind]).toEqual(['confirmed', 'finalized']);
      }),
      { numRuns: 500 },
    );
  });

  it('neither expires nor resends a transaction that landed, and records its outcome', () => {
    fc.assert(
      fc.property(cases, ({ status: stored, lastValidBlockHeight, blockHeight, slot, seen }) => {
        const { kind } = decideReconciliation(
          { status: stored, lastValidBlockHeight },
          { finalized: tip(blockHeight, slot), status: seen },
        );
        if (seen.kind !== 'unknown') expect(['expire', 'rebroadcast', 'vanished']).not.toContain(kind);
        if (stored !== 'confirmed' && (seen.kind === 'confirmed' || seen.kind === 'finalized'))
          expect(['confirm', 'fail']).toContain(kind);
      }),
      { numRuns: 500 },
    );
  });

  it('expires no transaction because of a node that lags behind the finalized block', () => {
    const sent = { status: 'sent', lastValidBlockHeight: 100n } as const;
    const finalized = tip(500n, 700n);
    expect(decideReconciliation(sent, { finalized, status: { kind: 'unknown', asOfSlot: 699n } })).toEqual({
      kind: 'rebroadcast',
    });
    expect(decideReconciliation(sent, { finalized, status: { kind: 'unknown', asOfSlot: 700n } })).toEqual({
      kind: 'expire',
    });
    const counted = { ...sent, status: 'confirmed' } as const;
    expect(decideReconciliation(counted, { finalized, status: { kind: 'unknown', asOfSlot: 699n } })).toEqual({
      kind: 'wait',
    });
    expect(decideReconciliation(counted, { finalized, status: { kind: 'unknown', asOfSlot: 700n } })).toEqual({
      kind: 'vanished',
    });
  });
});
