import { createHash } from 'node:crypto';
import type { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { solanaAddressOf, type Account } from '@pos/vocabulary/account.ts';
import { assertIsNetwork, type ChainId } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { uuidV8 } from '@pos/vocabulary/uuid.ts';
import type { EvidenceItem, EvidenceItemKind } from '../domain/standing-evidence.ts';

export type NewEvidence = typeof reputationEvidence.$inferInsert;
type StoredEvidence = typeof reputationEvidence.$inferSelect;

/** Evidence about a payment, before it becomes a row. */
export type PaymentEvidence = Omit<NewEvidence, 'payer' | 'network'> & {
  readonly payer: Account;
  readonly network: ChainId;
};

/** The row of an evidence item. Throws a `BrandError` for a network other than Solana, which the table cannot hold. */
export function evidenceRow({ payer, network, ...rest }: PaymentEvidence): NewEvidence {
  assertIsNetwork(network);
  return { ...rest, network, payer: solanaAddressOf(payer) };
}

/**
 * A UUID of version 8 (RFC 9562, section 5.8), derived from these parts. Equal parts give equal ids; different parts in
 * practice never do.
 */
export const uuidFrom = (parts: readonly string[]): string =>
  uuidV8(createHash('sha256').update(parts.join('\n')).digest());

/**
 * Derives the id of an evidence item from its content. Repeated reports, also by different reporters, therefore give the
 * same item at the same place in the payer's order. `discriminator` separates several items of a
 * kind about one settlement, such as two revisions of a rating.
 */
export function evidenceId(
  kind: EvidenceItemKind,
  network: ChainId,
  txSignature: TransactionSignature,
  discriminator?: string,
): string {
  return uuidFrom([kind, network, txSignature, ...(discriminator === undefined ? [] : [discriminator])]);
}

/** Converts a stored row to an evidence item. */
export const evidenceItemOf = (
  row: Pick<
    StoredEvidence,
    'eventId' | 'occurredAt' | 'kind' | 'outcome' | 'usdMicro' | 'network' | 'txSignature' | 'revision'
  >,
): EvidenceItem => ({
  id: row.eventId,
  atMs: row.occurredAt.getTime(),
  kind: row.kind,
  outcome: row.outcome,
  valueUsd: Number(row.usdMicro) / 1e6,
  subject: row.txSignature === null ? null : `${row.network} ${row.txSignature}`,
  revision: row.revision,
});

/** Converts a row that is about to be stored, with the defaults of the table. */
export const newEvidenceItem = (row: NewEvidence): EvidenceItem =>
  evidenceItemOf({
    ...row,
    network: row.network ?? null,
    txSignature: row.txSignature ?? null,
    revision: row.revision ?? 0,
  });
