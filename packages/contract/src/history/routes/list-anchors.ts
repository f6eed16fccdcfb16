import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Anchor } from '../schemas/history.ts';
import { nextCursor, PageQuery, SequenceCursor } from '../../schemas/page.ts';

export const listAnchors = route({
  id: 'list-anchors',
  method: 'GET',
  path: '/anchors',
  summary: 'List the anchors of all work histories, newest first: roots and transactions',
  query: z.strictObject({
    ...PageQuery,
    cursor: SequenceCursor,
  }),
  responses: { 200: z.object({ anchors: z.array(Anchor), nextCursor }) },
  problems: [],
  access: open('Anchors are on a public chain and reveal no receipt.'),
  needs: ['database'],
  cacheSeconds: 5,
});
