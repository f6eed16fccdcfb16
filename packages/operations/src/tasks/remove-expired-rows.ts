import { removeExpiredRows as declaration } from '@pos/contract/operations/tasks/remove-expired-rows.ts';
import { workerTask } from '@pos/runtime/worker-task.ts';
import { pruneExpired } from '../prune-expired.ts';

export const removeExpiredRows = workerTask(declaration, ({ database, clock, log }) => async () => {
  log.info('Expired rows were deleted', await pruneExpired(database, clock.now()));
  return 'done';
});
