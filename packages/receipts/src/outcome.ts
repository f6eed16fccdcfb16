/**
 * How a job ended, as the leaf states it.
 * - `completed`: paid and accepted. A job.
 * - `disputed`: paid, and a dispute was upheld before the payment was final. A job, and a dispute.
 * - `reversed`: a job that an earlier receipt states was overturned later. A dispute, no further job; its value is taken off.
 */
export const OUTCOMES = ['completed', 'disputed', 'reversed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The numbers in leaves and circuits. Never renumber: anchored leaves carry them. */
export const OUTCOME_CODES = { completed: 1, disputed: 2, reversed: 3 } as const satisfies Record<Outcome, number>;
