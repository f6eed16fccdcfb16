import { setImmediate as breath } from 'node:timers/promises';
import type { Database, Transaction } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import { historyAnchors } from '@pos/database/schema/history-anchors.ts';
import { historyHeads } from '@pos/database/schema/history-heads.ts';
import type { HistoryTree } from '@pos/database/schema/history-nodes.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import {
  accumulatorHead,
  addToTotals,
  startHistory,
  type AgentHistory,
  type Totals,
} from '@pos/receipts/accumulator.ts';
import { anchorCommitment, nextAnchor } from '@pos/receipts/anchor.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import { agentElement, NO_OWNER } from '@pos/receipts/identity.ts';
import { setLeaves, type TreeNode } from '@pos/receipts/merkle-tree.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { and, asc, eq, getTableColumns, inArray, isNull, max, sql } from 'drizzle-orm';
import { anchorOf, newestAnchor, type StoredAnchor } from './anchors.ts';
import { fieldOf, totalsOf, type ReceiptRow } from './receipt-rows.ts';
import { loadForChange, pruneNodes, saveNodes } from './tree-rows.ts';

/** Receipts, and owners that changed, that one anchor takes in: about a second of hashing at the most. */
export const ANCHOR_BATCH = 250;
/** Leaves hashed at a stretch: the other jobs of the process get their turn in between. */
const SLICE = 25;
/** Anchors back from the newest that can still be opened: as many as verifiers accept. */
const OPENABLE_ANCHORS = 30;
/** One worker builds at a time, in however many processes; the lock ends with the transaction. */
const BUILD_LOCK = 4_021_990_002;

type HeadRow = typeof historyHeads.$inferSelect;
interface PlacedHistory {
  readonly did: Did;
  readonly headIndex: number;
  readonly history: AgentHistory;
  readonly head: FieldElement;
}

/**
 * Takes what is new into both trees and fixes the roots of the next anchor, in one transaction: receipts in the order of
 * their writing, heads of the agents they are of and of those with another owner. Nothing new, or an anchor that is not on
 * chain yet: nothing is built. Throws when a tree is full.
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

/** Nobody else builds an anchor until the transaction ends. */
export const lockBuilding = (tx: Transaction): Promise<unknown> =>
  tx.execute(sql`select pg_advisory_xact_lock(${BUILD_LOCK})`);

/** How much waits for an anchor, counted up to a limit. */
export async function pendingNews({ orm }: Database, limit: number): Promise<number> {
  const { rows } = await orm.execute<{ pending: number }>(sql`
    select (select count(*) from (select from ${workHistories} where ${workHistories.leafIndex} is null limit ${limit}) as receipts)::int
      + (select count(*) from (select from ${historyAccumulators} where ${historyAccumulators.ownerChanged} limit ${limit}) as owners)::int as pending`);
  return rows[0]?.pending ?? 0;
}

/** Taken before profiles are read: who changes an owner meanwhile sets the flag again after this transaction. */
async function takeOwnerChanges(tx: Transaction, limit: number): Promise<readonly Did[]> {
  const flagged = tx
    .select({ did: historyAccumulators.did })
    .from(historyAccumulators)
    .where(eq(historyAccumulators.ownerChanged, true))
    .orderBy(asc(historyAccumulators.did))
    .limit(limit);
  const taken = await tx
    .update(historyAccumulators)
    .set({ ownerChanged: false })
    .where(sql`${historyAccumulators.did} = any(array(${flagged}))`)
    .returning({ did: historyAccumulators.did });
  return taken.map(({ did }) => did).toSorted();
}

async function advanceHeads(
  tx: Transaction,
  receipts: readonly ReceiptRow[],
  changed: readonly Did[],
  size: number,
): Promise<readonly PlacedHistory[]> {
  const fresh = Map.groupBy(receipts, ({ did }) => did);
  const dids = [...new Set([...fresh.keys(), ...changed])];
  if (dids.length === 0) return [];
  const [known, owners] = [await newestHeads(tx, dids), await ownersOf(tx, dids)];
  let next = size;
  const heads: PlacedHistory[] = [];
  for (const [at, did] of dids.entries()) {
    const before = known.get(did);
    const more = fresh.get(did) ?? [];
    const owner = owners.get(did) ?? NO_OWNER;
    // An owner before the first receipt waits for it; one who came and went between two anchors was none.
    if (more.length === 0 && (before === undefined || fieldOf(before.owner) === owner)) continue;
    const headIndex = before?.headIndex ?? (next += 1) - 1;
    const history = advance({ did, before, owner, more });
    heads.push({ did, headIndex, history, head: accumulatorHead(history) });
    if (at % SLICE === SLICE - 1) await breath();
  }
  return heads;
}

interface Advance {
  readonly did: Did;
  readonly before: HeadRow | undefined;
  readonly owner: FieldElement;
  readonly more: readonly ReceiptRow[];
}

/** The chain was computed with each receipt, so that here is only to be added up. */
function advance({ did, before, owner, more }: Advance): AgentHistory {
  const started = startHistory(agentElement(did), owner);
  const known = before === undefined ? started : { ...started, totals: totalsOf(before), chain: fieldOf(before.chain) };
  const totals = more.reduce<Totals>((sum, row) => {
    const expected = sum.lastSequence + 1;
    if (row.sequence !== expected)
      throw new Error(`Receipt ${row.sequence} of ${did} came before ${expected}: run \`npm run history -- check\``);
    const added = addToTotals(sum, {
      outcome: row.outcome,
      valueAtomic: usdcAtomic(row.valueAtomic),
      qualityBps: scoreBps(row.qualityBps),
      sequence: row.sequence,
    });
    if (!added.ok) throw new Error(`Receipt ${row.sequence} of ${did} does not add up: ${added.error.code}`);
    return added.value;
  }, known.totals);
  const last = more.at(-1);
  return { ...known, totals, chain: last === undefined ? known.chain : fieldOf(last.chain) };
}

async function newestHeads(tx: Transaction, dids: readonly Did[]): Promise<ReadonlyMap<Did, HeadRow>> {
  // One look at the end of each agent's heads: reading all of them would grow with every anchor.
  const newest = tx
    .select({ anchorSequence: max(historyHeads.anchorSequence).as('newest_anchor') })
    .from(historyHeads)
    .where(eq(historyHeads.did, sql`wanted.did`))
    .as('newest');
  const rows = await tx
    .select(getTableColumns(historyHeads))
    .from(sql`unnest(${sql.param([...dids])}::text[]) as wanted (did)`)
    .crossJoinLateral(newest)
    .innerJoin(
      historyHeads,
      and(eq(historyHeads.did, sql`wanted.did`), eq(historyHeads.anchorSequence, newest.anchorSequence)),
    );
  return new Map(rows.map((row) => [row.did, row]));
}

async function ownersOf(tx: Transaction, dids: readonly Did[]): Promise<ReadonlyMap<Did, FieldElement>> {
  const rows = await tx
    .select({ did: agentProfiles.did, owner: agentProfiles.ownerCommitment })
    .from(agentProfiles)
    .where(inArray(agentProfiles.did, [...dids]));
  return new Map(rows.map(({ did, owner }) => [did, owner === null ? NO_OWNER : fieldOf(owner)]));
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
  const leaves = new Map(receipts.map(({ leaf }, at) => [firstLeaf + at, fieldOf(leaf)]));
  const before = anchorOf(last);
  const receiptsTree = await growTree(
    tx,
    { tree: 'receipts', size: firstLeaf, root: before.receiptsRoot, sequence },
    leaves,
  );
  const headLeaves = new Map(heads.map(({ headIndex, head }) => [headIndex, head]));
  const headsTree = await growTree(
    tx,
    { tree: 'heads', size: last?.headsSize ?? 0, root: before.headsRoot, sequence },
    headLeaves,
  );
  const anchor = nextAnchor(before, { receiptsRoot: receiptsTree.root, headsRoot: headsTree.root });
  await saveHeads(tx, sequence, heads);
  await placeReceipts(tx, receipts, firstLeaf);
  const [built] = await tx
    .insert(historyAnchors)
    .values({
      sequence,
      commitment: anchorCommitment(anchor).toString(),
      previous: anchor.previous.toString(),
      receiptsRoot: anchor.receiptsRoot.toString(),
      headsRoot: anchor.headsRoot.toString(),
      receiptsSize: receiptsTree.size,
      headsSize: headsTree.size,
      builtAt: now,
    })
    .returning();
  if (built === undefined) throw new Error('An inserted row is returned');
  await pruneNodes(tx, sequence - OPENABLE_ANCHORS);
  return built;
}

interface Growth {
  readonly tree: HistoryTree;
  readonly size: number;
  readonly root: FieldElement;
  readonly sequence: number;
}

async function growTree(
  tx: Transaction,
  { tree, size, root, sequence }: Growth,
  leaves: ReadonlyMap<number, FieldElement>,
): Promise<{ readonly size: number; readonly root: FieldElement }> {
  if (leaves.size === 0) return { size, root };
  const nodes = new Map<string, TreeNode>();
  let grown = { size, root };
  const ordered = [...leaves].toSorted(([a], [b]) => a - b);
  for (let start = 0; start < ordered.length; start += SLICE) {
    const slice = new Map(ordered.slice(start, start + SLICE));
    const stored = await loadForChange(tx, { tree, size, anchorSequence: sequence - 1 }, slice.keys());
    const view = {
      size: grown.size,
      node: (level: number, index: number) => nodes.get(`${level}/${index}`)?.hash ?? stored.node(level, index),
    };
    const change = setLeaves(view, slice);
    if (!change.ok)
      throw new Error(`The tree of ${tree} takes no more: ${change.error.code}. See ADR 0030 for what follows.`);
    for (const node of change.value.nodes) nodes.set(`${node.level}/${node.index}`, node);
    grown = change.value;
    await breath();
  }
  await saveNodes(tx, tree, sequence, [...nodes.values()]);
  return grown;
}

async function saveHeads(tx: Transaction, anchorSequence: number, heads: readonly PlacedHistory[]): Promise<void> {
  if (heads.length === 0) return;
  await tx.insert(historyHeads).values(
    heads.map(({ did, headIndex, head, history: { owner, totals, chain } }) => ({
      did,
      anchorSequence,
      headIndex,
      ...totals,
      owner: owner.toString(),
      chain: chain.toString(),
      head: head.toString(),
    })),
  );
}

async function placeReceipts(tx: Transaction, receipts: readonly ReceiptRow[], firstLeaf: number): Promise<void> {
  if (receipts.length === 0) return;
  const entries = sql.param(receipts.map(({ entry }) => entry));
  const placed = await tx.execute(sql`
    update ${workHistories} set leaf_index = ${firstLeaf} + placed.at - 1
    from unnest(${entries}::bigint[]) with ordinality as placed (entry, at)
    where ${workHistories.entry} = placed.entry and ${workHistories.leafIndex} is null`);
  if (placed.rowCount !== receipts.length) throw new Error('Every receipt is placed once');
}
