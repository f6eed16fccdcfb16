import { describe, expect, it } from '@jest/globals';
import { account } from '@pos/vocabulary/account.ts';
import { did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET, type ChainId } from '@pos/vocabulary/network.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import type { Work } from '../store/find-works.ts';
import { evidenceRow } from '../store/settled-evidence.ts';
import { decideEvidence, type WorkRecord } from './judge-attestation.ts';
import { judgeSettlement, type OwnSettlement, type ReportedSettlement } from './judge-settlement.ts';

const LEDGER: ChainId = 'ledger:test';
const ADDRESS = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const PAID_AT = new Date('2026-03-10T12:00:00.000Z');
const agent = { did: did('did:web:ada.example'), payTo: account(LEDGER, 'shop-1') };
const reported: ReportedSettlement = {
  network: LEDGER,
  payer: account(LEDGER, ADDRESS),
  payTo: agent.payTo,
  asset: 'dollars',
  amountAtomic: 250_000n,
  hasUsdValue: true,
};
const own: OwnSettlement = {
  id: '0190c0de-0000-7000-8000-000000000000',
  status: 'confirmed',
  agentDid: agent.did,
  asset: 'dollars',
  amountAtomic: 250_000n,
  payer: reported.payer,
  payTo: reported.payTo,
  slot: 7n,
  confirmedAt: PAID_AT,
};
const known = { network: LEDGER, agent, own };

describe('a settlement on a network other than Solana', () => {
  it('is trusted if the registry settled the same payment', () =>
    expect(judgeSettlement(reported, known)).toEqual({ kind: 'trusted', agent, own }));

  it('is checked with its network if the registry did not settle it', () =>
    expect(judgeSettlement(reported, { ...known, own: undefined })).toEqual({ kind: 'ask-chain', agent }));

  it('is not trusted if a payer with the same address paid on another network', () => {
    const elsewhere = { ...own, payer: account(SOLANA_DEVNET, ADDRESS) };
    expect(judgeSettlement(reported, { ...known, own: elsewhere })).toEqual({ kind: 'ask-chain', agent });
  });

  it('is quarantined if the agent has the same address on another network only', () => {
    const payTo = account(SOLANA_DEVNET, 'shop-1');
    expect(judgeSettlement(reported, { ...known, agent: { ...agent, payTo }, own: undefined })).toEqual({
      kind: 'quarantined',
      reason: 'payee-not-of-agent',
    });
  });

  it('is quarantined if payer and payee are one account, and not if only their addresses are equal', () => {
    const judged = (payTo: ReportedSettlement['payTo']) =>
      judgeSettlement({ ...reported, payTo }, { ...known, own: { ...own, payTo } });
    expect(judged(reported.payer)).toEqual({ kind: 'quarantined', reason: 'paid-itself' });
    expect(judged(account(SOLANA_DEVNET, ADDRESS))).toMatchObject({ kind: 'trusted' });
  });
});

describe('evidence about a payment on a network other than Solana', () => {
  const txSignature = transactionSignature('1'.repeat(64));
  const work: Work = {
    network: LEDGER,
    txSignature,
    did: agent.did,
    payer: reported.payer,
    usdMicro: usdcAtomic(250_000n),
    paidAt: PAID_AT,
    settlementId: own.id,
    slot: own.slot,
  };
  const record: WorkRecord = {
    recordId: 'delivery-1',
    eventId: 'event-1',
    source: 'pos.x402',
    time: PAID_AT,
    event: 'settlement-reversed',
    detail: { eventId: 'event-1', did: agent.did, network: SOLANA_DEVNET, txSignature, occurredAt: PAID_AT },
  };
  const decided = (from: Work) => {
    const decision = decideEvidence(record, { work: from, rating: undefined });
    if (!decision.ok) throw new Error(decision.error);
    return decision.value;
  };

  it('names the payer by its account', () =>
    expect(decided(work)).toMatchObject({ kind: 'reversed', payer: reported.payer, network: LEDGER }));

  it('becomes no row, because its address would pass for the Solana wallet of another payer', () => {
    expect(() => evidenceRow(decided(work))).toThrow('Not a Network');
    const mixed = decided({ ...work, network: SOLANA_DEVNET });
    expect(() => evidenceRow(mixed)).toThrow('Not an account on Solana');
  });

  it("gets a row with the payer's address if the payer is on Solana", () => {
    const onSolana: Work = { ...work, network: SOLANA_DEVNET, payer: account(SOLANA_DEVNET, ADDRESS) };
    expect(evidenceRow(decided(onSolana))).toMatchObject({ network: SOLANA_DEVNET, payer: ADDRESS });
  });
});
