/**
 * The outcome that a receipt records.
 * - `completed`: paid and accepted. Counts as paid work.
 * - `disputed`: paid, and a dispute was upheld before the payment was final. Counts as paid work and as a dispute.
 * - `reversed`: the work of an earlier receipt was overturned later. Counts as a dispute, not as paid work, and its value
 *   is subtracted.
 */
export const OUTCOMES = ['completed', 'disputed', 'reversed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Number of levels above the leaves of a tree. The circuits are compiled for this number. */
export const TREE_DEPTH = 20;
export const TREE_CAPACITY = 2 ** TREE_DEPTH;

/** The largest sequence number or count. Circuits represent both in 32 bits. */
export const SEQUENCE_MAX = 2 ** 32 - 1;
