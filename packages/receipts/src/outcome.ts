import type { Outcome } from '@pos/vocabulary/work-history.ts';

export type { Outcome };

/** The outcomes' numbers in leaves and circuits. They must never change, because anchored leaves contain them. */
export const OUTCOME_CODES = { completed: 1, disputed: 2, reversed: 3 } as const satisfies Record<Outcome, number>;
