import { consumer } from '../../consumer.ts';
import { disputeResolved } from '../../reputation/events/dispute-resolved.ts';
import { settlementConfirmed } from '../../x402/events/settlement-confirmed.ts';
import { settlementReversed } from '../../x402/events/settlement-reversed.ts';

export const appendReceipt = consumer({
  id: 'append-receipt',
  summary:
    "Appends a receipt for each settlement, and a reversal for each overturned one, to the paid agent's history exactly once.",
  on: [settlementConfirmed, disputeResolved, settlementReversed],
  needs: ['database'],
  batch: { size: 50, windowSeconds: 1 },
  runtime: { memoryMb: 512, timeoutSeconds: 30 },
});
