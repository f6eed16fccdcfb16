import { Did } from '@pos/vocabulary/did.ts';
import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Anchor } from '../schemas/history.ts';

export const getHistory = route({
  id: 'get-history',
  method: 'GET',
  path: '/agents/{did}/history',
  summary: "How far an agent's provable history is anchored, without what is in it",
  params: z.object({ did: Did }),
  responses: {
    200: z.object({
      did: Did,
      receipts: z
        .number()
        .int()
        .meta({ description: 'Receipts so far, those among them that the next anchor takes in.' }),
      anchoredReceipts: z.number().int(),
      owner: FieldDecimal.nullable().meta({
        description: "The registered owner's commitment; null where nobody can prove.",
      }),
      head: FieldDecimal.nullable().meta({ description: 'The anchored head, which commits to the totals.' }),
      anchor: Anchor.nullable().meta({
        description: 'The newest anchor on chain; null where none holds the agent yet.',
      }),
    }),
  },
  problems: ['agent-unknown'],
  access: open('Commitments and counts: no client, no amount, no skill.'),
  needs: ['database'],
  cacheSeconds: 5,
});
