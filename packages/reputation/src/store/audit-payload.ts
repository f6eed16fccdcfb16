import { Score } from '@pos/contract/reputation/schemas/score.ts';
import * as z from 'zod';

/** Payload of an audit row. The first releases named no cause and kept the evidence beside the score. */
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
