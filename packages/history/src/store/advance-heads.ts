import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { Transaction } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import { historyHeads } from '@pos/database/schema/history-heads.ts';
import {
  accumulatorHead,
  addToTotals,
  startHistory,
  type AgentHistory,
  type Totals,
} from '@pos/receipts/accumulator.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import { agentElement, NO_OWNER } from '@pos/receipts/identity.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { and, asc, eq, getTableColumns, inArray, max, sql } from 'drizzle-orm';
import { fieldOf, totalsOf, type ReceiptRow } from './receipt-rows.ts';

/** Number of heads to compute before yielding to other tasks of the process. */
const SLICE = 25;

type HeadRow = typeof historyHeads.$inferSelect;
/** An agent's history with its head, and the head's place in the heads tree. */
export interface PlacedHistory {
  readonly did: Did;
  readonly headIndex: number;
  readonly history: AgentHistory;
  readonly head: FieldElement;
}

/**
 * Clears the flags of changed owners and returns their agents. Must run before profiles are read: an owner change that
 * commits in between sets the flag again after this transaction.
 */
export async function takeOwnerChanges(tx: Transaction, limit: number): Promise<readonly Did[]> {
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

/**
 * The new heads of agents with new receipts or a changed owner. New agents get the next free places in the heads tree,
 * which has `size` leaves.
 */
export async function advanceHeads(
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
    // The agent gets no new head if it has no receipt yet, or if its owner changed and changed back between two
    // anchors.
    if (more.length === 0 && (before === undefined || fieldOf(before.owner) === owner)) continue;
    const headIndex = before?.headIndex ?? (next += 1) - 1;
    const history = advance({ did, before, owner, more });
    heads.push({ did, headIndex, history, head: accumulatorHead(history) });
    if (at % SLICE === SLICE - 1) await yieldToEventLoop();
  }
  return heads;
}

interface Advance {
  readonly did: Did;
  readonly before: HeadRow | undefined;
  readonly owner: FieldElement;
  readonly more: readonly ReceiptRow[];
}

/** Adds receipts to a head's totals. Each receipt's row already contains its chain hash, so nothing is hashed here. */
function advance({ did, before, owner, more }: Advance): AgentHistory {
  const started = startHistory(agentElement(did), owner);
  const known = before === undefined ? started : { ...started, totals: totalsOf(before), chain: fieldOf(before.chain) };
  const totals = more.reduce<Totals>((sum, row) => {
    const expected = sum.lastSequence + 1;
    if (row.sequence !== expected)
      throw new Error(
        `Receipt ${row.sequence} of ${did} was found where ${expected} was expected: run \`npm run history -- check\``,
      );
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
  // One index lookup per agent. Reading all heads of the agents would take longer with every anchor.
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

export async function saveHeads(
  tx: Transaction,
  anchorSequence: number,
  heads: readonly PlacedHistory[],
): Promise<void> {
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
