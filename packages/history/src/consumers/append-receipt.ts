import { randomBytes } from 'node:crypto';
import type { ConsumerHandler, RecordOf } from '@pos/contract/consumer.ts';
import { appendReceipt } from '@pos/contract/consumers/append-receipt.ts';
import type { settlementConfirmed } from '@pos/contract/events/settlement-confirmed.ts';
import { quarantine, quarantineUnreadable } from '@pos/database/quarantine.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { Queries } from '@pos/database/session.ts';
import { consumerLambda } from '@pos/lambda/consumer-lambda.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { inArray } from 'drizzle-orm';
import { decideReceipt } from '../domain/decide-receipt.ts';
import { appendReceipts } from '../store/append-receipts.ts';

type Dependencies = DependenciesOf<typeof appendReceipt>;
type SettlementRecord = RecordOf<typeof settlementConfirmed>;

/**
 * Writes a receipt for each settlement of the registry's own. The event only says where to look: what a receipt states is
 * read from the ledger of settlements, so that nobody who can put events on the bus can write a history.
 */
export const append = (d: Dependencies): ConsumerHandler<typeof appendReceipt> => ({
  async handle(records) {
    const settled = await ownSettlements(d.database.orm, records);
    const decided = settled.map((row) => ({ id: row.id, receipt: decideReceipt(row) }));
    const receipts = decided.flatMap(({ receipt }) => (receipt.ok ? [receipt.value] : []));
    for (const { id, receipt } of decided) if (!receipt.ok) d.log.info('A settlement leaves no receipt', { settlementId: id, reason: receipt.error });
    const { appended, refused } = await appendReceipts(d.database, receipts, { now: d.clock.now(), randomBytes });
    for (const { settlementId, reason } of refused) {
      d.log.warn('A receipt fits no history', { settlementId, reason });
      await quarantine(d.database.orm, { consumer: appendReceipt.id, deliveryId: settlementId, event: { settlementId }, reason });
    }
    d.log.info('Receipts were appended', { records: records.length, settled: settled.length, appended });
    return { failedRecordIds: [] };
  },

  quarantine: (refused) => quarantineUnreadable(d.database.orm, appendReceipt.id, refused),
});

async function ownSettlements(queries: Queries, records: readonly SettlementRecord[]) {
  const told = new Set(records.map(({ detail }) => `${detail.network} ${detail.txSignature}`));
  const signatures = [...new Set(records.map(({ detail }) => detail.txSignature))];
  const rows = await queries.select().from(settlements).where(inArray(settlements.txSignature, signatures));
  return rows.filter(({ network, txSignature }) => told.has(`${network} ${txSignature}`));
}

export const handler = consumerLambda(appendReceipt, append);
