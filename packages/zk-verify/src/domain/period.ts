const DAY_MS = 86_400_000;

/** The proof period of a moment: days since 1970-01-01 UTC. An agent's proofs of a statement count once per period. */
export const periodOf = (at: Date): number => Math.floor(at.getTime() / DAY_MS);

/** The first moment after a proof period. */
export const periodEnd = (period: number): Date => new Date((period + 1) * DAY_MS);
