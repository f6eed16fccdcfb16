import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../access.ts';
import { route } from '../route.ts';
import { ProvenHistory } from '../schemas/proof.ts';
import { Score } from '../schemas/score.ts';

export const getScore = route({
  id: 'get-score',
  method: 'GET',
  path: '/reputation/score',
  tag: 'reputation',
  summary: "An agent's reputation with its uncertainty and reasons",
  query: z.strictObject({
    did: Did,
    ticket: AtomicAmount.optional().meta({ description: 'Size of the job in atomic USDC: evidence from smaller jobs counts less.' }),
  }),
  responses: {
    200: Score.extend({
      did: Did,
      ticket: AtomicAmount.nullable(),
      proven: ProvenHistory.nullable().meta({ description: 'What the agent last proved of its whole history, or null where it proved nothing.' }),
    }),
  },
  problems: ['agent-unknown'],
  access: open('A score is free to query, so that it is used.'),
  needs: ['database'],
  cacheSeconds: 5,
});
