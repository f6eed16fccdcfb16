/**
 * How a job ended, as its receipt states it.
 * - `completed`: paid and accepted. A job.
 * - `disputed`: paid, and a dispute was upheld before the payment was final. A job, and a dispute.
 * - `reversed`: a job that an earlier receipt states was overturned later. A dispute, no further job; its value is taken off.
 */
export const OUTCOMES = ['completed', 'disputed', 'reversed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Levels of the trees above their leaves, as the circuits have them. */
export const TREE_DEPTH = 20;
export const TREE_CAPACITY = 2 ** TREE_DEPTH;

/** Sequence numbers and counts are 32 bits wide in circuits. */
export const SEQUENCE_MAX = 2 ** 32 - 1;
