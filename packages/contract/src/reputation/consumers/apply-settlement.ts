import { consumer } from '../../consumer.ts';
import { reputationChanged } from '../events/reputation-changed.ts';
import { settlementConfirmed } from '../../x402/events/settlement-confirmed.ts';

export const applySettlement = consumer({
  id: 'apply-settlement',
  summary:
    "Moves the paid agent's reputation once for each settlement. Events that cannot be verified are quarantined.",
  on: [settlementConfirmed],
  emits: [reputationChanged],
  needs: ['database', 'solana'],
  batch: { size: 100, windowSeconds: 1 },
  runtime: { memoryMb: 512, timeoutSeconds: 30 },
});
