import { Did } from '@pos/vocabulary/did.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Instant } from '../../schemas/time.ts';

export const getScoreHistory = route({
  id: 'get-score-history',
  method: 'GET',
  path: '/reputation/history',
  summary: 'Every change of a score, newest first, for plots and audits',
  query: z.strictObject({
    did: Did,
    limit: z.coerce.number().int().min(1).max(500).default(100).meta({ description: 'Number of changes.' }),
    before: z.coerce.number().int().min(1).optional().meta({
      description: 'Sequence number. The answer holds changes before it; pass nextBefore of the previous page.',
    }),
  }),
  responses: {
    200: z.object({
      did: Did,
      points: z.array(
        z.object({
          sequence: z.number().int(),
          at: Instant,
          scoreBps: ScoreBps,
          meanBps: ScoreBps,
          lowBps: ScoreBps,
          highBps: ScoreBps,
          evidence: z.number(),
          modelVersion: z.string(),
          cause: z.enum(['evidence', 'epoch']).meta({
            description:
              'evidence: new evidence items; epoch: a new credibility epoch changed what its payers’ words are worth.',
          }),
          hash: z.string(),
        }),
      ),
      nextBefore: z.number().int().nullable(),
    }),
  },
  problems: ['agent-unknown'],
  access: open('The history of a score is as public as the score.'),
  needs: ['database'],
  cacheSeconds: 5,
});
