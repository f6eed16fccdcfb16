import type { Need } from './needs.ts';

/** The worker's container: what all its jobs together need, and so its settings, secrets and grants in the cloud. */
export const WORKER = { id: 'worker', needs: ['database', 'solana', 'facilitatorKey', 'anchors', 'authorities'] } as const satisfies { readonly id: string; readonly needs: readonly Need[] };
