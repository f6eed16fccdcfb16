import { consumer } from '../consumer.ts';
import { disputeResolved } from '../events/dispute-resolved.ts';
import { settlementConfirmed } from '../events/settlement-confirmed.ts';
import { settlementReversed } from '../events/settlement-reversed.ts';

export const appendReceipt = consumer({
  id: 'append-receipt',
  summary:
    "Writes the receipt of each settlement into the paid agent's provable history, exactly once, and of each that was overturned.",
  on: [settlementConfirmed, disputeResolved, settlementReversed],
  needs: ['database'],
  batch: { size: 50, windowSeconds: 1 },
  runtime: { memoryMb: 512, timeoutSeconds: 30 },
});
