import * as z from 'zod';

/**
 * The ZK statements about a work history. They prove totals of the whole history, or of receipts that its owner chose.
 */
export const STATEMENTS = ['history-totals', 'chosen-receipts'] as const;
export const Statement = z.enum(STATEMENTS);
export type Statement = z.infer<typeof Statement>;
