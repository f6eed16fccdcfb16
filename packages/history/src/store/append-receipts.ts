import type { Database, Transaction } from '@pos/database/database.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import { appendReceipt, type AgentHistory, type AppendRefusal } from '@pos/receipts/accumulator.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import { hashToField } from '@pos/receipts/hash-to-field.ts';
import { agentElement, clientCommitment, NO_OWNER } from '@pos/receipts/identity.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { and, asc, eq, inArray, ne, or, sql } from 'drizzle-orm';
import type { NewReceipt } from '../domain/decide-receipt.ts';
import { fieldOf, skillIn, totalsOf } from './receipt-rows.ts';

export interface AppendContext {
  readonly now: Date;
  /** Cryptographically secure random bytes for salts and blindings, which hide the history. */
  readonly randomBytes: (length: number) => Uint8Array;
}

export type NotAppended = AppendRefusal | { readonly code: 'nothing-to-reverse' };

export interface Appended {
  readonly appended: number;
  readonly refused: readonly { readonly settlementId: string; readonly reason: NotAppended['code'] }[];
}

type ReceiptInsert = typeof workHistories.$inferInsert;

/** A receipt with the hashes that are computed before the agent's history is locked. */
interface Prepared {
  readonly receipt: NewReceipt;
  readonly agent: FieldElement;
  readonly skill: FieldElement;
  readonly client: FieldElement;
  readonly blinding: FieldElement;
  readonly salt: FieldElement;
}

/** Maximum number of attempts of the transaction, which PostgreSQL may abort because of a deadlock. */
const ATTEMPTS = 4;
const SALT_BYTES = 32;

/**
 * Appends receipts to their agents' histories and updates the accumulators in one transaction. A receipt that is
 * already stored is skipped, so several callers may pass the same receipt. Appends to one agent's history are
 * serialised by a row lock; agents are locked in the order of their DIDs, so that concurrent calls do not deadlock.
 * Within a call receipts are appended in the order of their settlement ids. Receipts that cannot be appended are
 * returned; the others are appended.
 */
export async function appendReceipts(
  database: Database,
  receipts: readonly NewReceipt[],
  context: AppendContext,
): Promise<Appended> {
  if (receipts.length === 0) return { appended: 0, refused: [] };
  const prepared = receipts.toSorted(bySettlement).map((receipt) => prepare(receipt, context));
  return database.transaction((tx) => append(tx, prepared, context.now), { attempts: ATTEMPTS });
}

/** Orders receipts by settlement, and a receipt before its reversal. */
const bySettlement = (a: NewReceipt, b: NewReceipt): number => compareText(keyOf(a), keyOf(b));
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Unique key: a settlement has at most one receipt and at most one reversal. */
const keyOf = ({ settlementId, outcome }: Pick<NewReceipt, 'settlementId' | 'outcome'>): string =>
  `${settlementId} ${outcome === 'reversed' ? 'reversed' : 'paid'}`;

function prepare(receipt: NewReceipt, { randomBytes }: AppendContext): Prepared {
  const random = () => hashToField('receipt-salt', randomBytes(SALT_BYTES));
  const blinding = random();
  return {
    receipt,
    agent: agentElement(receipt.did),
    skill: skillIn(receipt.skill),
    client: clientCommitment(receipt.client, blinding),
    blinding,
    salt: random(),
  };
}

async function append(tx: Transaction, prepared: readonly Prepared[], now: Date): Promise<Appended> {
  const histories = await lockHistories(tx, prepared);
  const known = await knownReceipts(tx, prepared);
  const rows: ReceiptInsert[] = [];
  const refused: Appended['refused'][number][] = [];
  for (const each of prepared) {
    const key = keyOf(each.receipt);
    const history = histories.get(each.receipt.did);
    if (known.has(key) || history === undefined) continue;
    const next = nextRow(each, history, known, now);
    if ('code' in next) refused.push({ settlementId: each.receipt.settlementId, reason: next.code });
    else {
      known.add(key);
      histories.set(each.receipt.did, next.history);
      rows.push(next.row);
    }
  }
  await save(tx, rows, histories, now);
  return { appended: rows.length, refused };
}

async function lockHistories(tx: Transaction, prepared: readonly Prepared[]): Promise<Map<Did, AgentHistory>> {
  const agents = new Map(prepared.map(({ receipt, agent }) => [receipt.did, agent]));
  const dids = [...agents.keys()].toSorted();
  // The row must exist before it can be locked. A concurrent insert of the same row is waited for.
  await tx
    .insert(historyAccumulators)
    .values(dids.map((did) => ({ did })))
    .onConflictDoNothing();
  const rows = await tx
    .select()
    .from(historyAccumulators)
    .where(inArray(historyAccumulators.did, dids))
    .orderBy(asc(historyAccumulators.did))
    .for('update');
  return new Map(
    rows.map((row) => [
      row.did,
      {
        agent: agents.get(row.did) ?? agentElement(row.did),
        owner: NO_OWNER,
        totals: totalsOf(row),
        chain: fieldOf(row.chain),
      },
    ]),
  );
}

/**
 * Keys of the receipts that are already stored. They are read under the lock, so earlier appends are committed and
 * visible.
 */
async function knownReceipts(tx: Transaction, prepared: readonly Prepared[]): Promise<Set<string>> {
  const ids = [...new Set(prepared.map(({ receipt }) => receipt.settlementId))];
  const among = inArray(workHistories.settlementId, ids);
  // The disjunction is always true. It is written in two parts so that each part matches one of the two partial unique
  // indexes.
  const rows = await tx
    .select({ settlementId: workHistories.settlementId, outcome: workHistories.outcome })
    .from(workHistories)
    .where(or(and(among, ne(workHistories.outcome, 'reversed')), and(among, eq(workHistories.outcome, 'reversed'))));
  return new Set(rows.map(keyOf));
}

function nextRow(
  { receipt, agent, skill, client, blinding, salt }: Prepared,
  history: AgentHistory,
  known: ReadonlySet<string>,
  now: Date,
): { readonly row: ReceiptInsert; readonly history: AgentHistory } | NotAppended {
  const { settlementId, did, valueAtomic, qualityBps, outcome } = receipt;
  if (outcome === 'reversed' && !known.has(keyOf({ settlementId, outcome: 'completed' })))
    return { code: 'nothing-to-reverse' };
  const sequence = history.totals.lastSequence + 1;
  const appended = appendReceipt(history, { agent, sequence, valueAtomic, qualityBps, outcome, skill, client, salt });
  if (!appended.ok) return appended.error;
  const row = {
    did,
    sequence,
    settlementId,
    valueAtomic,
    qualityBps,
    outcome,
    skill: receipt.skill,
    clientCommitment: client.toString(),
    clientBlinding: blinding.toString(),
    salt: salt.toString(),
    leaf: appended.value.leaf.toString(),
    chain: appended.value.history.chain.toString(),
    createdAt: now,
  };
  return { row, history: appended.value.history };
}

async function save(
  tx: Transaction,
  rows: readonly ReceiptInsert[],
  histories: ReadonlyMap<Did, AgentHistory>,
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.insert(workHistories).values([...rows]);
  const changed = [...new Set(rows.map(({ did }) => did))].flatMap((did) => {
    const history = histories.get(did);
    return history === undefined ? [] : [{ did, ...history.totals, chain: history.chain.toString(), updatedAt: now }];
  });
  await tx
    .insert(historyAccumulators)
    .values(changed)
    .onConflictDoUpdate({
      target: historyAccumulators.did,
      set: {
        count: sql`excluded.count`,
        valueAtomic: sql`excluded.value_atomic`,
        qualitySumBps: sql`excluded.quality_sum_bps`,
        disputes: sql`excluded.disputes`,
        lastSequence: sql`excluded.last_sequence`,
        chain: sql`excluded.chain`,
        updatedAt: sql`excluded.updated_at`,
      },
    });
}
