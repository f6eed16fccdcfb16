import type { Need } from './needs.ts';

/** The worker's container: what all its jobs together need, and so its settings, secrets and grants in the cloud. */
export const WORKER = {
  id: 'worker',
  needs: ['database', 'solana', 'facilitatorKey', 'anchors', 'authorities'],
} as const satisfies { readonly id: string; readonly needs: readonly Need[] };

/** The metric of how many hours old the epoch of credibility in use is, which the worker tells every hour. */
export const CREDIBILITY_AGE = 'CredibilityAgeHours';
