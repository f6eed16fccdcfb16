import { createHash } from 'node:crypto';
import type { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { Evidence } from '../domain/evidence.ts';

export type NewEvidence = typeof reputationEvidence.$inferInsert;
export type StoredEvidence = typeof reputationEvidence.$inferSelect;

/**
 * The id of a settlement's evidence: a UUID of version 8 (RFC 9562, section 5.8) from the settlement itself, so that
 * whoever reports it, and however often, it is the same evidence at the same place in the payer's order.
 */
export function settledEvidenceId(network: Network, txSignature: TransactionSignature): string {
  const bytes = createHash('sha256').update(`implicit\n${network}\n${txSignature}`).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A stored row as the engine takes it. */
export const evidenceOf = (row: Pick<StoredEvidence, 'eventId' | 'occurredAt' | 'kind' | 'outcome' | 'usdMicro'>): Evidence => ({
  id: row.eventId,
  atMs: row.occurredAt.getTime(),
  kind: row.kind,
  outcome: row.outcome,
  valueUsd: Number(row.usdMicro) / 1e6,
});
