import type { Database, Transaction } from '@pos/database/database.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import { historyAnchors } from '@pos/database/schema/history-anchors.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import { anchorCommitment, nextAnchor, type Anchor } from '@pos/receipts/anchor.ts';
import { asc, isNull, sql } from 'drizzle-orm';
import { advanceHeads, saveHeads, takeOwnerChanges, type PlacedHistory } from './advance-heads.ts';
import { anchorOf, newestAnchor, type StoredAnchor } from './anchors.ts';
import { growTree } from './grow-tree.ts';
import { fieldOf, type ReceiptRow } from './receipt-rows.ts';
import { pruneNodes } from './tree-rows.ts';

/** Maximum number of receipts, and of owner changes, in one anchor. Hashing them takes at most about a second. */
export const ANCHOR_BATCH = 250;
/** Number of newest anchors whose nodes are kept. Verifiers accept the same number of anchors. */
const OPENABLE_ANCHORS = 30;
/**
 * Key of the advisory lock that serialises anchor building across processes. Released at the end of the transaction.
 */
const BUILD_LOCK = 4_021_990_002;

/**
 * Builds the next anchor in one transaction: adds new receipts to the receipts tree in the order of writing, and
 * updates the heads of agents with new receipts or a changed owner. Returns undefined if nothing is new or if the
 * newest anchor is not on chain yet. Throws if a tree is full.
 */
export const buildAnchor = (database: Database, now: Date, batch = ANCHOR_BATCH): Promise<StoredAnchor | undefined> =>
  database.transaction(async (tx) => {
    await lockBuilding(tx);
    const last = await newestAnchor(tx);
    if (last?.status === 'built' || last?.status === 'sent') return undefined;
    const receipts = await tx
      .select()
      .from(workHistories)
      .where(isNull(workHistories.leafIndex))
      .orderBy(asc(workHistories.entry))
      .limit(batch);
    const changed = await takeOwnerChanges(tx, batch);
    const heads = await advanceHeads(tx, receipts, changed, last?.headsSize ?? 0);
    if (receipts.length === 0 && heads.length === 0) return undefined;
    return write(tx, last, receipts, heads, now);
  });

/** Takes the lock for building anchors and holds it until the end of the transaction. */
export const lockBuilding = (tx: Transaction): Promise<unknown> =>
  tx.execute(sql`select pg_advisory_xact_lock(${BUILD_LOCK})`);

/** Number of receipts and owner changes that wait for an anchor, each counted up to `limit`. */
export async function pendingNews({ orm }: Database, limit: number): Promise<number> {
  const { rows } = await orm.execute<{ pending: number }>(sql`
    select (select count(*) from (select from ${workHistories} where ${workHistories.leafIndex} is null limit ${limit}) as receipts)::int
      + (select count(*) from (select from ${historyAccumulators} where ${historyAccumulators.ownerChanged} limit ${limit}) as owners)::int as pending`);
  return rows[0]?.pending ?? 0;
}

async function write(
  tx: Transaction,
  last: StoredAnchor | undefined,
  receipts: readonly ReceiptRow[],
  heads: readonly PlacedHistory[],
  now: Date,
): Promise<StoredAnchor> {
  const sequence = (last?.sequence ?? 0) + 1;
  const firstLeaf = last?.receiptsSize ?? 0;
  const before = anchorOf(last);
  const receiptsTree = await growTree(
    tx,
    { tree: 'receipts', size: firstLeaf, root: before.receiptsRoot, sequence },
    new Map(receipts.map(({ leaf }, at) => [firstLeaf + at, fieldOf(leaf)])),
  );
  const headsTree = await growTree(
    tx,
    { tree: 'heads', size: last?.headsSize ?? 0, root: before.headsRoot, sequence },
    new Map(heads.map(({ headIndex, head }) => [headIndex, head])),
  );
  const anchor = nextAnchor(before, { receiptsRoot: receiptsTree.root, headsRoot: headsTree.root });
  await saveHeads(tx, sequence, heads);
  await placeReceipts(tx, receipts, firstLeaf);
  const built = await insertAnchor(tx, anchor, { receiptsSize: receiptsTree.size, headsSize: headsTree.size }, now);
  await pruneNodes(tx, sequence - OPENABLE_ANCHORS);
  return built;
}

async function insertAnchor(
  tx: Transaction,
  anchor: Anchor,
  sizes: { readonly receiptsSize: number; readonly headsSize: number },
  now: Date,
): Promise<StoredAnchor> {
  const [built] = await tx
    .insert(historyAnchors)
    .values({
      sequence: anchor.sequence,
      commitment: anchorCommitment(anchor).toString(),
      previous: anchor.previous.toString(),
      receiptsRoot: anchor.receiptsRoot.toString(),
      headsRoot: anchor.headsRoot.toString(),
      ...sizes,
      builtAt: now,
    })
    .returning();
  if (built === undefined) throw new Error('The insert of the anchor returned no row');
  return built;
}

/** Assigns leaf indices to the receipts, from `firstLeaf` on. */
async function placeReceipts(tx: Transaction, receipts: readonly ReceiptRow[], firstLeaf: number): Promise<void> {
  if (receipts.length === 0) return;
  const entries = sql.param(receipts.map(({ entry }) => entry));
  const placed = await tx.execute(sql`
    update ${workHistories} set leaf_index = ${firstLeaf} + placed.at - 1
    from unnest(${entries}::bigint[]) with ordinality as placed (entry, at)
    where ${workHistories.entry} = placed.entry and ${workHistories.leafIndex} is null`);
  if (placed.rowCount !== receipts.length) throw new Error('Some receipts already had a leaf index');
}
