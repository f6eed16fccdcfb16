const DAY_MS = 86_400_000;

/** Days since 1970-01-01 UTC: each day an agent may have one proof of each statement counted. */
export const epochOf = (at: Date): number => Math.floor(at.getTime() / DAY_MS);

/** The first moment that is no longer of the epoch. */
export const epochEnd = (epoch: number): Date => new Date((epoch + 1) * DAY_MS);
