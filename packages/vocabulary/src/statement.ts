import * as z from 'zod';

/**
 * The ZK statements about a work history. They prove totals of the whole history, or of receipts that its owner chose.
 */
export const STATEMENTS = ['history-totals', 'chosen-receipts'] as const;
export const Statement = z.enum(STATEMENTS).meta({
  id: 'Statement',
  description: 'The kind of a proof: about the whole history, or about receipts that the owner chose.',
});
export type Statement = z.infer<typeof Statement>;
