import type { Did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { GENESIS, nextAuditRow, type AuditHead, type AuditRow } from './domain/audit-chain.ts';
import { rowsAsArrays } from './rows-as-arrays.ts';
import { asJson } from './rows-as-json.ts';
import { runTogether } from './run-together.ts';
import { auditHeads } from './schema/audit-heads.ts';
import { reputationEvents } from './schema/reputation-events.ts';
import type { Queries } from './session.ts';

export interface AuditEntry {
  readonly did: Did;
  readonly payload: Json;
  readonly at: Date;
}

/** Appends one row to the audit of an agent, as {@link appendAudits} does. */
export async function appendAudit(tx: Transaction, did: Did, payload: Json, at: Date): Promise<AuditRow> {
  const [row] = await appendAudits(tx, [{ did, payload, at }]);
  if (row === undefined) throw new Error('Appending one audit entry answered no row.');
  return row;
}

/**
 * Appends rows to the audits of their agents, in the order given, with two statements for any number of rows. Until the
 * transaction ends, writers about the same agents wait. Agents are locked in a fixed order, so that writers do not
 * deadlock.
 */
export async function appendAudits(tx: Transaction, entries: readonly AuditEntry[]): Promise<readonly AuditRow[]> {
  if (entries.length === 0) return [];
  const { rows, writes } = auditsAfter(
    await lockHeads(tx, [...new Set(entries.map(({ did }) => did))].sort()),
    entries,
  );
  await runTogether(tx, writes);
  return rows;
}

/**
 * Makes the audit rows that follow the given heads, and the statements that write the rows. The caller must have read
 * and locked the heads.
 */
export function auditsAfter(
  known: ReadonlyMap<Did, AuditHead>,
  entries: readonly AuditEntry[],
): { readonly rows: readonly AuditRow[]; readonly writes: readonly SQL[] } {
  const heads = new Map<Did, AuditHead>();
  const rows = entries.map(({ did, payload, at }) => {
    const row = nextAuditRow(heads.get(did) ?? known.get(did) ?? GENESIS, did, payload, at);
    heads.set(did, { sequence: row.sequence, hash: row.hash });
    return row;
  });
  const written = rowsAsArrays(rows, {
    did: 'text',
    sequence: 'bigint',
    previousHash: 'text',
    hash: 'text',
    payload: 'jsonb',
    at: 'timestamptz',
  });
  const moved = rowsAsArrays(
    [...heads].map(([did, head]) => ({ did, ...head })),
    { did: 'text', sequence: 'bigint', hash: 'text' },
  );
  const writes = [
    sql`insert into ${reputationEvents} (did, sequence, previous_hash, hash, payload, at)
      select did, sequence, "previousHash", hash, payload, at from ${written} w`,
    sql`insert into ${auditHeads} (did, sequence, hash) select did, sequence, hash from ${moved} w
      on conflict (did) do update set sequence = excluded.sequence, hash = excluded.hash`,
  ];
  return { rows, writes };
}

async function lockHeads(tx: Transaction, dids: readonly Did[]): Promise<Map<Did, AuditHead>> {
  const known = await selectHeads(tx, dids);
  const missing = dids.filter((did) => !known.has(did));
  if (missing.length === 0) return known;
  // The row must exist before it can be locked. The insert waits for a concurrent transaction that inserts the same
  // row.
  await tx.execute(sql`insert into ${auditHeads} (did, sequence, hash) select did, ${GENESIS.sequence}, ${GENESIS.hash}
    from ${rowsAsArrays(
      missing.map((did) => ({ did })),
      { did: 'text' },
    )} w order by did on conflict do nothing`);
  return new Map([...known, ...(await selectHeads(tx, missing))]);
}

async function selectHeads(tx: Transaction, dids: readonly Did[]): Promise<Map<Did, AuditHead>> {
  const { rows } = await tx.execute<{ rows: readonly (AuditHead & { readonly did: Did })[] }>(
    asJson(sql`select h.did, h.sequence, h.hash from ${rowsAsArrays(
      dids.map((did) => ({ did })),
      { did: 'text' },
    )} w
      join ${auditHeads} h on h.did = w.did order by h.did for update of h`),
  );
  return new Map((rows[0]?.rows ?? []).map(({ did, sequence, hash }) => [did, { sequence, hash }]));
}

/** The audit of an agent in order, at most `limit` rows after sequence number `after`. */
export const readAudit = async (queries: Queries, did: Did, after = 0, limit = 1_000): Promise<readonly AuditRow[]> =>
  queries
    .select()
    .from(reputationEvents)
    .where(and(eq(reputationEvents.did, did), gt(reputationEvents.sequence, after)))
    .orderBy(asc(reputationEvents.sequence))
    .limit(limit);
