import { randomBytes } from 'node:crypto';
import type { ConsumerHandler, RecordOf } from '@pos/contract/consumer.ts';
import { appendReceipt } from '@pos/contract/history/consumers/append-receipt.ts';
import { quarantine, quarantineUnreadable } from '@pos/database/quarantine.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { Queries } from '@pos/database/session.ts';
import { consumerLambda } from '@pos/runtime/consumer-lambda.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { inArray } from 'drizzle-orm';
import { decideReceipt, decideReversal, type NewReceipt, type SettledWork } from '../domain/decide-receipt.ts';
import { appendReceipts } from '../store/append-receipts.ts';
import { findOverturned } from '../store/find-overturned.ts';
import { settledWorkOf } from '../store/settled-work.ts';

type Dependencies = DependenciesOf<typeof appendReceipt>;
type SettlementRecord = RecordOf<(typeof appendReceipt)['on'][number]>;

/**
 * Age up to which an event about a reversal is retried. The event can arrive before the evidence is accepted or before
 * the payment has its receipt.
 */
const RETRY_WINDOW_MS = 300_000;

/**
 * Writes a receipt for each of the registry's own settlements, and a reversal receipt for each overturned one. The
 * event only identifies the settlement. The receipt's content is read from the ledger of settlements and from accepted
 * evidence, so that the right to put events on the bus does not suffice to write a history.
 */
export const append = (d: Dependencies): ConsumerHandler<typeof appendReceipt> => ({
  async handle(records) {
    const [confirmations, reversals] = [
      records.filter(({ event }) => event === 'settlement-confirmed'),
      records.filter(({ event }) => event !== 'settlement-confirmed'),
    ];
    const settled = await ownSettlements(d.database.orm, confirmations);
    const overturned = await findOverturned(
      d.database.orm,
      reversals.map(({ detail }) => detail.txSignature),
    );
    const decided = [
      ...settled.map((work) => ({ id: work.id, receipt: decideReceipt(work) })),
      ...overturned.map((each) => ({ id: each.settled.id, receipt: decideReversal(each.settled, each.why) })),
    ];
    for (const { id, receipt } of decided)
      if (!receipt.ok) d.log.info('A settlement gives no receipt', { settlementId: id, reason: receipt.error });
    const receipts = decided.flatMap(({ receipt }): NewReceipt[] => (receipt.ok ? [receipt.value] : []));
    const { appended, refused } = await appendReceipts(d.database, receipts, { now: d.clock.now(), randomBytes });
    const early = new Set(
      refused.filter(({ reason }) => reason === 'nothing-to-reverse').map(({ settlementId }) => settlementId),
    );
    const known = new Set(overturned.filter((each) => !early.has(each.settled.id)).map((each) => each.txSignature));
    const failed = reversals.filter((record) => !known.has(record.detail.txSignature) && isYoung(d, record));
    for (const { settlementId, reason } of refused) if (!early.has(settlementId)) await keep(d, settlementId, reason);
    d.log.info('Appended receipts', { records: records.length, appended, failed: failed.length });
    return { failedRecordIds: failed.map(({ recordId }) => recordId) };
  },

  quarantine: (refused) => quarantineUnreadable(d.database.orm, appendReceipt.id, refused),
});

const isYoung = ({ clock }: Dependencies, { time }: SettlementRecord): boolean =>
  clock.now().getTime() - time.getTime() < RETRY_WINDOW_MS;

async function keep(d: Dependencies, settlementId: string, reason: string): Promise<void> {
  d.log.warn('A receipt cannot be appended to its history', { settlementId, reason });
  await quarantine(d.database.orm, {
    consumer: appendReceipt.id,
    deliveryId: settlementId,
    event: { settlementId },
    reason,
  });
}

async function ownSettlements(queries: Queries, records: readonly SettlementRecord[]): Promise<readonly SettledWork[]> {
  const named = new Set(records.map(({ detail }) => `${detail.network} ${detail.txSignature}`));
  const signatures = [...new Set(records.map(({ detail }) => detail.txSignature))];
  if (signatures.length === 0) return [];
  const rows = await queries.select().from(settlements).where(inArray(settlements.txSignature, signatures));
  return rows.filter(({ network, txSignature }) => named.has(`${network} ${txSignature}`)).map(settledWorkOf);
}

export const handler = consumerLambda(appendReceipt, append);
