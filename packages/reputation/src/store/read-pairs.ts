import { rowsAsArrays } from '@pos/database/rows-as-arrays.ts';
import { asJson } from '@pos/database/rows-as-json.ts';
import type { Queries } from '@pos/database/session.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql, type SQL } from 'drizzle-orm';
import type { RatedPair } from '../domain/agent-row.ts';
import { replayPair } from '../domain/pair-row.ts';
import { standingEvidence, type EvidenceItem, type EvidenceItemKind } from '../domain/standing-evidence.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import type { PayerKey } from './payer-key.ts';
import { pairRowFrom, type StoredPair } from './row-states.ts';

export interface PairKey {
  readonly did: Did;
  readonly payer: PayerKey;
}

/** Map key of a pair. */
export const keyOf = ({ did, payer }: PairKey): string => `${did} ${payer}`;

/** Keys of pairs and of agents as an SQL table. */
export const pairKeys = (pairs: readonly PairKey[]): SQL => rowsAsArrays(pairs, { did: 'text', payer: 'text' });
export const didKeys = (dids: readonly Did[]): SQL =>
  rowsAsArrays(
    dids.map((did) => ({ did })),
    { did: 'text' },
  );

/** Rows of a query, fetched as one JSON value by {@link asJson}. */
export async function rowsOf<Row>(queries: Queries, query: SQL): Promise<readonly Row[]> {
  const { rows } = await queries.execute<{ rows: readonly Row[] }>(asJson(query));
  return rows[0]?.rows ?? [];
}

export const PAIR_COLUMNS = sql`p.did, p.payer, p.model_version as "modelVersion", p.state,
  (extract(epoch from p.last_event_at) * 1000)::bigint as "atMs", p.last_event_id as "lastId"`;

/**
 * SQL for the credibility of a pair's payer in an epoch, null if it has none. It looks rows up by key, because the
 * statistics do not contain an epoch that was just published, and the planner would scan all of it for a join.
 */
export const credibilityIn = (epoch: SQL, pair: SQL): SQL => sql`coalesce(
  (select c.credibility from pair_credibility c where c.epoch = ${epoch} and c.did = ${pair}.did and c.payer = ${pair}.payer),
  (select c.credibility from payer_credibility c where c.epoch = ${epoch} and c.payer = ${pair}.payer))`;

/**
 * Looks rows up by key, once for each key of a batch `w`. The `offset 0` keeps the planner from scanning the table
 * instead.
 */
export const lookedUp = (query: SQL): SQL => sql`lateral (${query} offset 0)`;

interface EvidenceItemRow extends PairKey {
  readonly id: string;
  readonly atMs: number;
  readonly kind: EvidenceItemKind;
  readonly outcome: number;
  readonly usdMicro: number;
  readonly subject: string | null;
  readonly revision: number;
}

/** All evidence items about these pairs, by {@link keyOf}. */
export async function readEvidenceItems(
  queries: Queries,
  pairs: readonly PairKey[],
): Promise<ReadonlyMap<string, readonly EvidenceItem[]>> {
  if (pairs.length === 0) return new Map();
  const rows = await rowsOf<EvidenceItemRow>(
    queries,
    sql`select e.did, e.payer, e.event_id as id, (extract(epoch from e.occurred_at) * 1000)::bigint as "atMs", e.kind, e.outcome,
        e.usd_micro as "usdMicro", e.network || ' ' || e.tx_signature as subject, e.revision
      from ${pairKeys(pairs)} w, ${lookedUp(sql`select * from reputation_evidence e where e.did = w.did and e.payer = w.payer`)} e`,
  );
  const byPair = Map.groupBy(rows, keyOf);
  return new Map(
    [...byPair].map(([key, found]) => [
      key,
      found.map(({ usdMicro, ...row }) => ({ ...row, valueUsd: usdMicro / 1e6 })),
    ]),
  );
}

/** A stored pair, with its payer's credibility at the agent in an epoch. */
export interface RatedPairRow extends StoredPair, PairKey {
  readonly credibility: number;
}

/** A page of each agent's pairs: up to `limit` pairs in the order of payers, after the payer `after`. */
export interface PageOfPairs {
  readonly after: string;
  readonly limit: number;
}

/**
 * All pairs of these agents, or one page of them, with their payers' credibility in an epoch. Pairs of another model
 * are replayed from their evidence but not stored; the next writer that changes them stores them. The caller has locked
 * the agents.
 */
export async function readRatedPairs(
  queries: Queries,
  dids: readonly Did[],
  epoch: number | null,
  model: ReputationModel,
  page?: PageOfPairs,
): Promise<readonly (RatedPair & PairKey)[]> {
  const paged = page === undefined ? sql`` : sql` and p.payer > ${page.after} order by p.payer limit ${page.limit}`;
  const rows = await rowsOf<RatedPairRow>(
    queries,
    sql`select ${PAIR_COLUMNS}, coalesce(${credibilityIn(sql`${epoch}`, sql`p`)}, 0) as credibility
      from ${didKeys(dids)} w, ${lookedUp(sql`select * from reputation_pairs p where p.did = w.did${paged}`)} p`,
  );
  return ratePairs(queries, rows, model);
}

/** Pairs as the engine takes them. Pairs of another model are replayed. */
export async function ratePairs(
  queries: Queries,
  rows: readonly RatedPairRow[],
  model: ReputationModel,
): Promise<readonly (RatedPair & PairKey)[]> {
  const items = await readEvidenceItems(
    queries,
    rows.filter(({ modelVersion }) => modelVersion !== model.version),
  );
  return rows.map((row) => ({
    did: row.did,
    payer: row.payer,
    credibility: row.credibility,
    pair:
      row.modelVersion === model.version
        ? pairRowFrom(row, model)
        : replayPair(standingEvidence(items.get(keyOf(row)) ?? []), model),
  }));
}
