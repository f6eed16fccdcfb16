import { task } from '../../task.ts';

/**
 * Builds an anchor when `ANCHOR_EVERY_MS` has passed since the last one, and brings it to the chain. The task polls more
 * often than that because an anchor under way does not wait for the time of the next one.
 */
export const anchorHistories = task({
  id: 'anchor-histories',
  summary: 'Fixes the roots of all work histories on chain.',
  everyMs: 3_000,
  needs: ['database', 'solana', 'facilitatorKey', 'anchorInterval'],
  stalledAfterSeconds: 900,
});
