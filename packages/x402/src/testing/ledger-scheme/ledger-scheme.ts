import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { account } from '@pos/vocabulary/account.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { servesAfterVerify, type Payload, type Requirements } from '../../domain/payment-terms.ts';
import type { CheckedPayment, PaymentReconciliation, PaymentScheme, SentPayment } from '../../schemes/scheme.ts';
import { artefactOf, isSigned, LedgerPayload, type Authorization } from './authorization.ts';
import type { BookedTransfer, LedgerBook, Transfer } from './ledger-book.ts';

const LONGEST_VALIDITY_MS = 60_000n;
/** Time after `validUntil` at which a transfer that is not booked counts as expired. The ledger refuses it earlier. */
const EXPIRY_MARGIN_MS = 1_000n;
const POLL_MS = 50;

const nowMs = () => BigInt(Date.now());

/**
 * A payer authorizes a transfer in an off-chain ledger, and the facilitator books it. Positions in time are ms since
 * 1970.
 */
export function ledgerScheme(book: LedgerBook): PaymentScheme {
  return {
    id: 'ledger',
    // The column `network` accepts only Solana's networks, so the ledger uses the name of one of them.
    network: SOLANA_DEVNET,
    extra: { ledger: 'test' },
    passingExtra: [],
    signers: {},
    failedReason: 'ledger_transfer_refused',
    read: (payload, requirements) => readLedgerPayment(book, payload, requirements),
    settles: (requirements) => (servesAfterVerify(requirements) ? 'after-serving' : 'before-serving'),
    lastValid: async () => nowMs() + LONGEST_VALIDITY_MS,
    expiredBelow: async () => nowMs() - EXPIRY_MARGIN_MS,
    send: async (prepared) => {
      const { amount, validUntil, ...rest } = JSON.parse(Buffer.from(prepared).toString()) as Record<
        keyof Transfer,
        string
      >;
      await book.transfer({ ...rest, amount: BigInt(amount), validUntil: BigInt(validUntil) });
    },
    awaitOutcome: async ({ artefact }, withinMs) => {
      const end = Date.now() + withinMs;
      do {
        const found = await book.find(artefact).catch(unlessOutage);
        if (found !== undefined)
          return found.error === null
            ? { kind: 'settled', slot: found.sequence }
            : { kind: 'failed', error: found.error };
        await pause(POLL_MS);
      } while (Date.now() < end);
      return { kind: 'unknown' };
    },
    reconcile: (payments) =>
      Promise.all(payments.map(async (payment) => decide(payment, await book.find(payment.artefact)))),
  };
}

function unlessOutage(error: unknown): undefined {
  if (!(error instanceof OutageError)) throw error;
}

function decide({ status, lastValid }: SentPayment, found: BookedTransfer | undefined): PaymentReconciliation {
  if (status === 'confirmed') return { kind: 'finalize' };
  if (found !== undefined)
    return found.error === null
      ? { kind: 'confirm', slot: found.sequence, finalized: false }
      : { kind: 'fail', error: found.error };
  const gone = lastValid !== null && lastValid < nowMs() - EXPIRY_MARGIN_MS;
  return { kind: gone ? 'expire' : 'rebroadcast' };
}

function readLedgerPayment(book: LedgerBook, { payload }: Payload, requirements: Requirements) {
  const parsed = LedgerPayload.safeParse(payload);
  if (!parsed.success) return err('ledger_payload_unreadable');
  const { authorization } = parsed.data;
  const { asset, payTo, amount } = requirements;
  if (authorization.asset !== asset || authorization.to !== payTo || authorization.amount !== amount)
    return err('ledger_terms_mismatch');
  if (!isSigned(parsed.data)) return err('ledger_signature_invalid');
  const { from, to } = authorization;
  return ok({
    artefact: artefactOf(authorization),
    asset: authorization.asset,
    payTo: account(SOLANA_DEVNET, to),
    examine: async () => {
      if (authorization.validUntil > nowMs() + LONGEST_VALIDITY_MS) return err({ reason: 'ledger_valid_for_too_long' });
      return ok(checkedPayment(book, authorization, from, requirements));
    },
  });
}

function checkedPayment(
  book: LedgerBook,
  authorization: Authorization,
  from: string,
  { amount, extra }: Requirements,
): CheckedPayment {
  const payer = account(SOLANA_DEVNET, from);
  const artefact = artefactOf(authorization);
  // If the terms grant a rebate, the scheme settles less than the requested amount, as `upto` does.
  const settledAmount = amount - BigInt(String(extra?.['rebate'] ?? '0'));
  return {
    payer,
    settledAmount,
    schemeData: { nonce: authorization.nonce },
    rehearse: async () => {
      const refusal = await book.rehearse({ artefact, from, amount });
      if (refusal === undefined) return ok(undefined);
      return err({ reason: refusal === 'booked' ? 'ledger_transfer_made_already' : 'insufficient_funds', payer });
    },
    prepare: async () => {
      const { to, validUntil } = authorization;
      const transfer = { artefact, from, to, amount: String(settledAmount), validUntil: String(validUntil) };
      const txSignature = transactionSignature(encodeBase58(createHash('sha512').update(artefact).digest()));
      return { bytes: new Uint8Array(Buffer.from(JSON.stringify(transfer))), txSignature };
    },
  };
}
