import { task } from '../../task.ts';

export const removeExpiredRows = task({
  id: 'remove-expired-rows',
  summary: 'Deletes challenges, idempotency keys, published events and event ids past their retention.',
  everyMs: 3_600_000,
  needs: ['database'],
});
