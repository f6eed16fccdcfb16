import type { Anchor } from '@pos/contract/history/schemas/history.ts';
import type * as z from 'zod';
import { anchorOf, type AnchorOnChain } from './anchors.ts';
import { fieldOf } from './receipt-rows.ts';

/** An anchor on chain in the shape of the API. */
export const anchorBody = (row: AnchorOnChain): z.output<typeof Anchor> => ({
  ...anchorOf(row),
  commitment: fieldOf(row.commitment),
  receipts: row.receiptsSize,
  agents: row.headsSize,
  txSignature: row.txSignature,
  previousTxSignature: row.previousTxSignature,
  slot: row.slot,
  finalized: row.status === 'finalized',
  anchoredAt: row.confirmedAt,
});
