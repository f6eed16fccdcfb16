import type { Database, Transaction } from '@pos/database/database.ts';
import { historyHeads } from '@pos/database/schema/history-heads.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import { agentElement } from '@pos/receipts/identity.ts';
import { pathOf } from '@pos/receipts/merkle-tree.ts';
import type { HeadOpening, ReceiptOpening } from '@pos/receipts/opening.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { and, desc, eq, inArray, lt, lte } from 'drizzle-orm';
import { anchorOf, anchorsOnChain, type AnchorOnChain } from './anchors.ts';
import { fieldOf, receiptOf, totalsOf } from './receipt-rows.ts';
import { loadForPaths } from './tree-rows.ts';

/** Selects the receipts to open, either by sequence number or as a page of receipts, newest first. */
export type ReceiptChoice =
  { readonly sequences: readonly number[] } | { readonly limit: number; readonly cursor?: number | undefined };

export interface Openings {
  readonly head: HeadOpening;
  readonly receipts: ReceiptOpening[];
  /** The `cursor` of the next page; null if there is none. */
  readonly nextCursor: number | null;
}

export type NotOpened =
  | { readonly code: 'history-not-anchored' }
  | { readonly code: 'receipt-not-anchored' | 'receipt-unknown'; readonly sequence: number };

/** An agent's head, and the anchor under which it opens. */
export interface AnchoredHead {
  readonly anchor: AnchorOnChain;
  readonly row: typeof historyHeads.$inferSelect;
}

/** The agent's head under the newest anchor on chain; `undefined` if that anchor contains none. */
export async function anchoredHead(tx: Transaction, did: Did): Promise<AnchoredHead | undefined> {
  const [anchor] = await anchorsOnChain(tx, { limit: 1 });
  if (anchor === undefined) return undefined;
  const [row] = await tx
    .select()
    .from(historyHeads)
    .where(and(eq(historyHeads.did, did), lte(historyHeads.anchorSequence, anchor.sequence)))
    .orderBy(desc(historyHeads.anchorSequence))
    .limit(1);
  return row === undefined ? undefined : { anchor, row };
}

/** Opens an agent's history. Reads one snapshot, so that anchor, head and nodes match while a new anchor is built. */
export const openHistory = (
  database: Database,
  did: Did,
  choice: ReceiptChoice | undefined,
): Promise<Result<Openings, NotOpened>> =>
  database.transaction(
    async (tx) => {
      const anchored = await anchoredHead(tx, did);
      if (anchored === undefined) return err({ code: 'history-not-anchored' });
      const head = await openHead(tx, did, anchored);
      if (choice === undefined) return ok({ head, receipts: [], nextCursor: null });
      const receipts = await openReceipts(tx, did, anchored, choice);
      return receipts.ok ? ok({ head, ...receipts.value }) : receipts;
    },
    { isolation: 'repeatable read' },
  );

async function openHead(tx: Transaction, did: Did, { anchor, row }: AnchoredHead): Promise<HeadOpening> {
  const tree = await loadForPaths(tx, { tree: 'heads', size: anchor.headsSize, anchorSequence: anchor.sequence }, [
    row.headIndex,
  ]);
  const history = {
    agent: agentElement(did),
    owner: fieldOf(row.owner),
    totals: totalsOf(row),
    chain: fieldOf(row.chain),
  };
  return { anchor: anchorOf(anchor), history, path: pathOf(tree, row.headIndex) };
}

/** The chosen receipts up to `lastSequence`, and one more if there is a next page. */
function selectReceipts(tx: Transaction, did: Did, lastSequence: number, choice: ReceiptChoice) {
  const wanted =
    'sequences' in choice
      ? inArray(workHistories.sequence, [...choice.sequences])
      : lt(workHistories.sequence, Math.min(choice.cursor ?? Infinity, lastSequence + 1));
  return tx
    .select()
    .from(workHistories)
    .where(and(eq(workHistories.did, did), lte(workHistories.sequence, lastSequence), wanted))
    .orderBy(desc(workHistories.sequence))
    .limit(sizeOf(choice) + 1);
}

const sizeOf = (choice: ReceiptChoice): number => ('sequences' in choice ? choice.sequences.length : choice.limit);

/** True if the history has the receipt, anchored or not. */
async function hasReceipt(tx: Transaction, did: Did, sequence: number): Promise<boolean> {
  const found = await tx
    .select({ sequence: workHistories.sequence })
    .from(workHistories)
    .where(and(eq(workHistories.did, did), eq(workHistories.sequence, sequence)));
  return found.length > 0;
}

async function openReceipts(
  tx: Transaction,
  did: Did,
  { anchor, row }: AnchoredHead,
  choice: ReceiptChoice,
): Promise<Result<Pick<Openings, 'receipts' | 'nextCursor'>, NotOpened>> {
  const rows = await selectReceipts(tx, did, row.lastSequence, choice);
  const page = rows.slice(0, sizeOf(choice));
  const missing =
    'sequences' in choice
      ? choice.sequences.find((sequence) => !page.some((each) => each.sequence === sequence))
      : undefined;
  if (missing !== undefined) {
    const code = (await hasReceipt(tx, did, missing)) ? 'receipt-not-anchored' : 'receipt-unknown';
    return err({ code, sequence: missing });
  }
  const leaves = page.map(({ leafIndex, sequence }) => {
    if (leafIndex === null)
      throw new Error(`Receipt ${sequence} of ${did} is part of an anchored head but has no leaf index`);
    return leafIndex;
  });
  const tree = await loadForPaths(
    tx,
    { tree: 'receipts', size: anchor.receiptsSize, anchorSequence: anchor.sequence },
    leaves,
  );
  const agent = agentElement(did);
  const receipts = page.map((each, at): ReceiptOpening => ({
    receipt: receiptOf(each, agent),
    path: pathOf(tree, leaves[at] ?? -1),
  }));
  const nextCursor = 'limit' in choice && rows.length > choice.limit ? (page.at(-1)?.sequence ?? null) : null;
  return ok({ receipts, nextCursor });
}
