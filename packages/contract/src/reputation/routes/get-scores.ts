import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { AgentScore, Ticket } from '../schemas/score-query.ts';

export const getScores = route({
  id: 'get-scores',
  method: 'POST',
  path: '/reputation/scores',
  summary: 'Scores of up to 100 agents at once',
  body: z.strictObject({ dids: z.array(Did).min(1).max(100), ticket: Ticket }),
  responses: {
    200: z.object({
      scores: z.array(AgentScore).meta({ description: 'In the order asked, each under the DID asked for.' }),
      unknown: z.array(Did).meta({ description: 'DIDs that lead to no agent.' }),
    }),
  },
  problems: [],
  access: open('A score is free to query, so that it is used.'),
  needs: ['database'],
  safe: true,
  cacheSeconds: 5,
});
