import { Did } from '@pos/vocabulary/did.ts';
import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { formerNameOf } from '../../schemas/former-name.ts';
import { Anchor, OwnerCommitment } from '../schemas/history.ts';

export const getHistory = route({
  id: 'get-history',
  method: 'GET',
  path: '/agents/{did}/history',
  summary: "Get the state of an agent's provable history: counts, commitments and the newest anchor",
  params: z.object({ did: Did }),
  responses: {
    200: z.object({
      did: Did,
      receipts: z
        .number()
        .int()
        .meta({ description: 'Number of entries, including those that wait for the next anchor.' }),
      anchoredReceipts: z.number().int().meta({ description: 'Number of entries that the newest anchor covers.' }),
      ownerCommitment: OwnerCommitment.nullable().meta({
        description: 'Commitment of the registered owner. Null if there is no owner, so that nobody can prove.',
      }),
      owner: FieldDecimal.nullable().meta({
        description: 'The same as ownerCommitment, under its former name.',
        ...formerNameOf('ownerCommitment'),
      }),
      head: FieldDecimal.nullable().meta({ description: 'The anchored head, which commits to the totals.' }),
      anchor: Anchor.nullable().meta({
        description: 'The newest anchor on chain. Null if it does not cover the agent.',
      }),
    }),
  },
  problems: ['agent-unknown'],
  access: open('It contains counts and commitments, and no client, amount or skill.'),
  needs: ['database'],
  cacheSeconds: 5,
});
