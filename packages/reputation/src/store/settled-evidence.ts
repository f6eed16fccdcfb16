import { createHash } from 'node:crypto';
import type { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { EvidenceItem, EvidenceItemKind } from '../domain/standing-evidence.ts';

export type NewEvidence = typeof reputationEvidence.$inferInsert;
type StoredEvidence = typeof reputationEvidence.$inferSelect;

/** A UUID of version 8 (RFC 9562, section 5.8) from these parts: the same parts always, and in practice no others, give it. */
export function uuidFrom(parts: readonly string[]): string {
  const bytes = createHash('sha256').update(parts.join('\n')).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * The id of what is said about a settlement, from the statement itself, so that whoever reports it, and however often, it is the same evidence at the same place in the payer's order.
 * `discriminator` tells two statements of a kind apart, such as two revisions of a rating.
 */
export function evidenceId(
  kind: EvidenceItemKind,
  network: Network,
  txSignature: TransactionSignature,
  discriminator?: string,
): string {
  return uuidFrom([kind, network, txSignature, ...(discriminator === undefined ? [] : [discriminator])]);
}

/** A stored row as the engine takes it. */
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

/** A piece that was not stored before, with the defaults that the table gives. */
export const newEvidenceItem = (row: NewEvidence): EvidenceItem =>
  evidenceItemOf({
    ...row,
    network: row.network ?? null,
    txSignature: row.txSignature ?? null,
    revision: row.revision ?? 0,
  });
