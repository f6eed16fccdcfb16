import type { Database, Transaction } from '@pos/database/database.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import { historyAnchors } from '@pos/database/schema/history-anchors.ts';
import { historyHeads } from '@pos/database/schema/history-heads.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import { agentElement } from '@pos/receipts/identity.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lt, ne, notExists, sql } from 'drizzle-orm';
import { compareSettlement } from '../domain/compare-settlement.ts';
import { decideReceipt, type SettledWork } from '../domain/decide-receipt.ts';
import type { Deviation } from '../domain/deviation.ts';
import { replayHistory, type Replay } from '../domain/replay-history.ts';
import { anchorOf, type StoredAnchor } from '../store/anchors.ts';
import { fieldOf, receiptOf, totalsOf, type ReceiptRow } from '../store/receipt-rows.ts';
import { settledWorkOf } from '../store/settled-work.ts';
import { compareVerdicts } from './compare-verdicts.ts';
import { compareNodes } from './compare-nodes.ts';

export interface HistoryReport {
  readonly receipts: number;
  readonly agents: number;
  readonly anchors: readonly StoredAnchor[];
  readonly deviations: readonly Deviation[];
  readonly replay: Replay;
}

const PAGE = 1_000;
/** A settlement younger than this may not have its receipt yet, because its event is still in the queue. */
const GRACE_MS = 120_000;

type Agents = Map<Did, FieldElement>;

/**
 * Compares the receipts with the ledger of settlements, rebuilds every tree from the receipts, and compares the result
 * with the stored anchors, heads, accumulators, and nodes of the newest trees. Reads one snapshot of the database.
 */
export const checkHistory = (database: Database, now: Date): Promise<HistoryReport> =>
  database.transaction(
    async (tx) => {
      const replay = replayHistory();
      const deviations: Deviation[] = [];
      const agents: Agents = new Map();
      const anchors = await tx.select().from(historyAnchors).orderBy(asc(historyAnchors.sequence));
      let receipts = 0;
      for (const [at, anchor] of anchors.entries()) {
        receipts += await takeReceipts(
          tx,
          replay,
          agents,
          deviations,
          placedFrom(anchors[at - 1]?.receiptsSize ?? 0, anchor.receiptsSize),
        );
        deviations.push(...replay.takeAnchor(recordedAnchor(anchor), await headsOf(tx, anchor.sequence)));
      }
      deviations.push(...(await compareNodes(tx, replay, anchors.at(-1)?.sequence ?? 0)));
      receipts += await takeReceipts(tx, replay, agents, deviations, isNull(workHistories.leafIndex));
      const settledBefore = new Date(now.getTime() - GRACE_MS);
      deviations.push(
        ...(await compareAccumulators(tx, replay)),
        ...(await missingReceipts(tx, settledBefore)),
        ...(await compareVerdicts(tx, settledBefore)),
      );
      return { receipts, agents: replay.agents.size, anchors, deviations, replay };
    },
    { isolation: 'repeatable read' },
  );

const placedFrom = (from: number, to: number) =>
  and(gte(workHistories.leafIndex, from), lt(workHistories.leafIndex, to));

const recordedAnchor = (row: StoredAnchor) => ({
  anchor: anchorOf(row),
  commitment: fieldOf(row.commitment),
  receiptsSize: row.receiptsSize,
  headsSize: row.headsSize,
});

async function headsOf(tx: Transaction, anchorSequence: number) {
  const rows = await tx
    .select()
    .from(historyHeads)
    .where(eq(historyHeads.anchorSequence, anchorSequence))
    .orderBy(asc(historyHeads.headIndex));
  return rows.map(({ did, headIndex, owner, head }) => ({
    did,
    headIndex,
    owner: fieldOf(owner),
    head: fieldOf(head),
  }));
}

/** Replays the selected receipts in the order of writing, which within an anchor is the order of the leaves. */
async function takeReceipts(
  tx: Transaction,
  replay: Replay,
  agents: Agents,
  deviations: Deviation[],
  which: ReturnType<typeof and>,
): Promise<number> {
  let [taken, after] = [0, 0];
  for (;;) {
    const rows = await tx
      .select()
      .from(workHistories)
      .where(and(which, gt(workHistories.entry, after)))
      .orderBy(asc(workHistories.entry))
      .limit(PAGE);
    const settled = await settlementsOf(tx, rows);
    for (const row of rows) {
      const agent = agents.get(row.did) ?? agentElement(row.did);
      agents.set(row.did, agent);
      deviations.push(
        ...replay.takeReceipt({
          did: row.did,
          receipt: receiptOf(row, agent),
          leaf: fieldOf(row.leaf),
          chain: fieldOf(row.chain),
          leafIndex: row.leafIndex,
        }),
      );
      const contradiction = compareSettlement(
        { ...row, client: fieldOf(row.clientCommitment), blinding: fieldOf(row.clientBlinding) },
        settled.get(row.settlementId),
      );
      if (contradiction !== undefined) deviations.push(contradiction);
    }
    taken += rows.length;
    after = rows.at(-1)?.entry ?? after;
    if (rows.length < PAGE) return taken;
  }
}

async function settlementsOf(tx: Transaction, rows: readonly ReceiptRow[]) {
  if (rows.length === 0) return new Map<string, SettledWork>();
  const found = await tx
    .select()
    .from(settlements)
    .where(inArray(settlements.id, [...new Set(rows.map(({ settlementId }) => settlementId))]));
  return new Map(found.map((row) => [row.id, settledWorkOf(row)]));
}

async function compareAccumulators(tx: Transaction, { agents }: Replay): Promise<Deviation[]> {
  const rows = await tx.select().from(historyAccumulators).where(gt(historyAccumulators.lastSequence, 0));
  const stored = new Map(rows.map((row) => [row.did, row]));
  const dids = [...new Set([...stored.keys(), ...agents.keys()])].toSorted();
  return dids.flatMap((did): Deviation[] => {
    const [row, history] = [stored.get(did), agents.get(did)?.history];
    const same =
      row !== undefined &&
      history !== undefined &&
      fieldOf(row.chain) === history.chain &&
      sameTotals(totalsOf(row), history.totals);
    return same ? [] : [{ code: 'accumulator-differs', did }];
  });
}

const sameTotals = (a: ReturnType<typeof totalsOf>, b: ReturnType<typeof totalsOf>): boolean =>
  a.count === b.count &&
  a.valueAtomic === b.valueAtomic &&
  a.qualitySumBps === b.qualitySumBps &&
  a.disputes === b.disputes &&
  a.lastSequence === b.lastSequence;

/** Settlements that should have a receipt and have none. Each is an omission from a history. */
async function missingReceipts(tx: Transaction, confirmedBefore: Date): Promise<Deviation[]> {
  const receipt = tx
    .select({ one: sql`1` })
    .from(workHistories)
    .where(and(eq(workHistories.settlementId, settlements.id), ne(workHistories.outcome, 'reversed')));
  const rows = await tx
    .select()
    .from(settlements)
    .where(
      and(
        inArray(settlements.status, ['confirmed', 'finalized']),
        isNotNull(settlements.agentDid),
        lt(settlements.confirmedAt, confirmedBefore),
        notExists(receipt),
      ),
    )
    .orderBy(asc(settlements.id));
  return rows
    .filter((row) => decideReceipt(settledWorkOf(row)).ok)
    .map(({ id }) => ({ code: 'settlement-without-receipt', settlementId: id }));
}
