import { consumer } from '../consumer.ts';
import { settlementConfirmed } from '../events/settlement-confirmed.ts';

export const appendReceipt = consumer({
  id: 'append-receipt',
  summary: "Writes the receipt of each settlement into the paid agent's provable history, exactly once.",
  on: [settlementConfirmed],
  needs: ['database'],
  batch: { size: 50, windowSeconds: 1 },
  runtime: { memoryMb: 512, timeoutSeconds: 30 },
});
