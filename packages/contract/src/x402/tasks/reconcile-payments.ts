import { task } from '../../task.ts';
import { settlementConfirmed } from '../events/settlement-confirmed.ts';

export const reconcilePayments = task({
  id: 'reconcile-payments',
  summary: 'Asks the chain about every payment without a final outcome and records the answer.',
  everyMs: 5_000,
  needs: ['database', 'solana'],
  emits: [settlementConfirmed],
  stalledAfterSeconds: 90,
});
