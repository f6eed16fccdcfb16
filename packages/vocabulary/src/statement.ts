import * as z from 'zod';

/** What can be proved of a work history: the whole of it, or receipts that the owner chose. */
export const STATEMENTS = ['history-totals', 'chosen-receipts'] as const;
export const Statement = z.enum(STATEMENTS);
export type Statement = z.infer<typeof Statement>;
