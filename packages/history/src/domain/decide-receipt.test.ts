import { describe, expect, it } from '@jest/globals';
import { account, addressOf } from '@pos/vocabulary/account.ts';
import { did as didOf } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { decideReceipt, decideReversal, type SettledWork } from './decide-receipt.ts';

const payer = account(SOLANA_DEVNET, '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');
const payTo = account(SOLANA_DEVNET, 'So11111111111111111111111111111111111111112');
const settled: SettledWork = {
  id: '0190c0de-0000-7000-8000-000000000000',
  status: 'confirmed',
  agentDid: didOf('did:web:ada.example'),
  payer,
  payTo,
  usdMicro: usdcAtomic(2_500_000n),
  requirements: { extra: { skill: 'ocr', feePayer: addressOf(payTo) } },
};
const receipt = {
  settlementId: settled.id,
  did: settled.agentDid,
  client: payer,
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

  it('gives a receipt for a settlement on a network whose addresses have another form', () => {
    const [buyer, shop] = [account('ledger:test', 'buyer-7'), account('ledger:test', 'shop-1')];
    expect(decideReceipt({ ...settled, payer: buyer, payTo: shop })).toEqual({
      ok: true,
      value: { ...receipt, client: buyer },
    });
    expect(decideReceipt({ ...settled, payer: shop, payTo: shop })).toEqual({ ok: false, error: 'paid-itself' });
  });

  it('does not take one address on two networks for one account', () => {
    const elsewhere = account('ledger:test', addressOf(payer));
    expect(decideReceipt({ ...settled, payTo: elsewhere })).toEqual({ ok: true, value: receipt });
  });

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
