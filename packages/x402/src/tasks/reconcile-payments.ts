import { reconcilePayments as declaration } from '@pos/contract/x402/tasks/reconcile-payments.ts';
import { workerTask } from '@pos/runtime/worker-task.ts';
import { paymentsIn } from '../payments.ts';
import { reconcile } from '../reconcile.ts';
import { outcomesOf } from '../schemes/schemes.ts';

/** Decisions that are not logged, because every pass makes them for many payments. */
const ROUTINE: readonly string[] = ['wait', 'finalize'];

export const reconcilePayments = workerTask(declaration, ({ database, solana, clock, newId, log }) => async () => {
  const report = await reconcile({ payments: paymentsIn(database), schemes: outcomesOf({ solana }), clock, newId });
  const changed = Object.entries(report).filter(([kind, count]) => count > 0 && !ROUTINE.includes(kind));
  if (changed.length > 0) log.info('Payments were reconciled', Object.fromEntries(changed));
  return 'done';
});
