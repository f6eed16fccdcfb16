import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CURSOR, nextCursor, PageQuery } from '../../schemas/page.ts';
import { Settlement, SettlementStatusFilter } from '../schemas/settlement.ts';

export const listSettlements = route({
  id: 'list-settlements',
  method: 'GET',
  path: '/agents/{did}/settlements',
  summary: 'List the payments that an agent received, newest first',
  params: z.object({ did: Did }),
  query: z.strictObject({
    status: SettlementStatusFilter.optional(),
    ...PageQuery,
    cursor: z.uuid().optional().meta(CURSOR),
  }),
  responses: { 200: z.object({ settlements: z.array(Settlement), nextCursor }) },
  problems: ['agent-unknown'],
  access: open('Each settlement is on a public chain; the answer leaves out the payer and what was bought.'),
  needs: ['database'],
  cacheSeconds: 5,
});
