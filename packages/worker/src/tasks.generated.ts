// Written by `npm run generate` from the slices: do not edit.
import type { TaskId, TaskOf } from '@pos/contract/tasks.ts';
import type { WorkerTask } from '@pos/runtime/worker-task.ts';

type Load<Implementation> = () => Promise<Implementation>;

/** The implementation of every background task of the contract. A missing or foreign one does not compile. */
export const TASK_IMPLEMENTATIONS: { readonly [Id in TaskId]: Load<WorkerTask<TaskOf<Id>>> } = {
  'advance-credibility': async () => (await import('@pos/reputation/tasks/advance-credibility.ts')).advanceCredibility,
  'anchor-histories': async () => (await import('@pos/history/tasks/anchor-histories.ts')).anchorHistories,
  'reconcile-payments': async () => (await import('@pos/x402/tasks/reconcile-payments.ts')).reconcilePayments,
  'relay-outbox': async () => (await import('@pos/events/tasks/relay-outbox.ts')).relayOutbox,
  'remove-expired-rows': async () => (await import('@pos/operations/tasks/remove-expired-rows.ts')).removeExpiredRows,
};
