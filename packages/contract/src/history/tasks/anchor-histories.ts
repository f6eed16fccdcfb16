import { task } from '../../task.ts';

/**
 * Builds an anchor if `ANCHOR_EVERY_MS` has passed since the last one, and records it on chain. The task runs more
 * often than that, because it also checks the transaction of a pending anchor.
 */
export const anchorHistories = task({
  id: 'anchor-histories',
  summary: 'Records the roots of all work histories on chain.',
  everyMs: 3_000,
  needs: ['database', 'solana', 'facilitatorKey', 'anchorInterval'],
  stalledAfterSeconds: 900,
});
