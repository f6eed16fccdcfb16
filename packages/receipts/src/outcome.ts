import type { Outcome } from '@pos/vocabulary/work-history.ts';

export type { Outcome };

/** The numbers in leaves and circuits. Never renumber: anchored leaves carry them. */
export const OUTCOME_CODES = { completed: 1, disputed: 2, reversed: 3 } as const satisfies Record<Outcome, number>;
