import { Score } from '@pos/contract/reputation/schemas/score.ts';
import * as z from 'zod';

/** What a row of the audit says of a change; the first releases named the evidence beside the score, without a cause. */
export const AuditPayload = z.object({
  cause: z
    .union([
      z.object({ evidence: z.array(z.object({ id: z.string(), kind: z.string() })) }),
      z.object({ epoch: z.number().int() }),
    ])
    .optional(),
  epoch: z.number().int().nullish(),
  landmarkMs: z.number().int(),
  score: Score,
});
