import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { jobValueFields, ONE_JOB_VALUE, QueriedScore } from '../schemas/score-query.ts';

export const getScores = route({
  id: 'get-scores',
  method: 'POST',
  path: '/reputation/scores',
  summary: 'Get the scores of up to 100 agents at once',
  body: z.strictObject({ dids: z.array(Did).min(1).max(100), ...jobValueFields }).refine(...ONE_JOB_VALUE),
  responses: {
    200: z.object({
      scores: z
        .array(QueriedScore)
        .meta({ description: 'In the order of the request, each under the DID that the request names.' }),
      unknown: z.array(Did).meta({ description: 'DIDs that resolve to no registered agent.' }),
    }),
  },
  problems: [],
  access: open('Scores are free to query, so that clients use them.'),
  needs: ['database'],
  safe: true,
  cacheSeconds: 5,
});
