import { describe, expect, it } from '@jest/globals';
import { did as didOf, pkhDid } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { decideReceipt, decideReversal, type SettledWork } from './decide-receipt.ts';

const payer = solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');
const payTo = solanaAddress('So11111111111111111111111111111111111111112');
const settled: SettledWork = {
  id: '0190c0de-0000-7000-8000-000000000000',
  network: SOLANA_DEVNET,
  status: 'confirmed',
  agentDid: didOf('did:web:ada.example'),
  payer,
  payTo,
  usdMicro: usdcAtomic(2_500_000n),
  requirements: { extra: { skill: 'ocr', feePayer: payTo } },
};
const receipt = {
  settlementId: settled.id,
  did: settled.agentDid,
  client: pkhDid(SOLANA_DEVNET, payer),
  skill: 'ocr',
  valueAtomic: 2_500_000n,
  qualityBps: 10_000,
  outcome: 'completed',
};

describe('decideReceipt', () => {
  it("gives a receipt with the ledger's values", () => {
    expect(decideReceipt(settled)).toEqual({ ok: true, value: receipt });
    expect(decideReceipt({ ...settled, status: 'finalized' })).toEqual({ ok: true, value: receipt });
  });

  it.each([
    ['not-on-chain', { status: 'pending' }],
    ['not-on-chain', { status: 'expired' }],
    ['payee-not-registered', { agentDid: null }],
    ['no-usd-value', { usdMicro: null }],
    ['paid-itself', { payTo: payer }],
  ] as const)('refuses with %s', (error, change) =>
    expect(decideReceipt({ ...settled, ...change })).toEqual({ ok: false, error }),
  );

  it.each([
    [null],
    ['ocr'],
    [{}],
    [{ extra: null }],
    [{ extra: { skill: 7 } }],
    [{ extra: { skill: 'Not A Tag' } }],
    [[]],
  ])('reads no skill from %j', (requirements) =>
    expect(decideReceipt({ ...settled, requirements })).toMatchObject({ ok: true, value: { skill: null } }),
  );
});

describe('decideReversal', () => {
  it('reverses the refunded part, or the whole value if the payment is no longer on chain', () => {
    const gone = { ...settled, status: 'failed' } as const;
    expect(decideReversal(gone, { kind: 'reversed' })).toEqual({
      ok: true,
      value: { ...receipt, outcome: 'reversed', qualityBps: 0 },
    });
    expect(decideReversal(settled, { kind: 'adjudicated', refundedAtomic: usdcAtomic(5n) })).toMatchObject({
      ok: true,
      value: { valueAtomic: 5n, outcome: 'reversed' },
    });
    expect(decideReversal({ ...settled, usdMicro: null }, { kind: 'reversed' })).toEqual({
      ok: false,
      error: 'no-usd-value',
    });
  });
});
