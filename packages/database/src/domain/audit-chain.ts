import { hash as digest } from 'node:crypto';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * One row of an agent's audit. Row n holds the hash of row n - 1, so that a change of any earlier row is detectable.
 */
export interface AuditRow {
  readonly did: Did;
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly payload: Json;
  readonly at: Date;
}

export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head before the first row. */
export const GENESIS: AuditHead = { sequence: 0, hash: '0'.repeat(64) };

/**
 * SHA-256, in hex, of the UTF-8 bytes of the RFC 8785 canonical JSON of `{"at": ISO 8601 with milliseconds, "did",
 * "payload", "previousHash", "sequence"}`.
 */
export const auditHash = ({ did, sequence, previousHash, payload, at }: Omit<AuditRow, 'hash'>): string =>
  digest('sha256', canonicalJson({ at: at.toISOString(), did, payload, previousHash, sequence }), 'hex');

/** The row that follows `head`. */
export function nextAuditRow(head: AuditHead, did: Did, payload: Json, at: Date): AuditRow {
  const row = { did, sequence: head.sequence + 1, previousHash: head.hash, payload, at };
  return { ...row, hash: auditHash(row) };
}

export type ChainBreak = 'row-missing' | 'link-broken' | 'row-altered' | 'row-foreign';

/** Verifies consecutive rows of one agent that follow `from`. Returns the resulting head, or the first invalid row. */
export function verifyChain(
  rows: readonly AuditRow[],
  from: AuditHead = GENESIS,
): Result<AuditHead, { readonly reason: ChainBreak; readonly sequence: number }> {
  let head = from;
  for (const row of rows) {
    const reason = breakAt(row, head, rows[0]?.did);
    if (reason !== undefined) return err({ reason, sequence: head.sequence + 1 });
    head = { sequence: row.sequence, hash: row.hash };
  }
  return ok(head);
}

function breakAt(row: AuditRow, head: AuditHead, did: Did | undefined): ChainBreak | undefined {
  if (row.did !== did) return 'row-foreign';
  if (row.sequence !== head.sequence + 1) return 'row-missing';
  if (row.previousHash !== head.hash) return 'link-broken';
  return row.hash === auditHash(row) ? undefined : 'row-altered';
}
