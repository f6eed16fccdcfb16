import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Anchor } from '../schemas/history.ts';

export const getAnchor = route({
  id: 'get-anchor',
  method: 'GET',
  path: '/anchors/{commitment}',
  summary: 'Get one anchor of the work histories by its commitment, which proofs and the next anchor name',
  params: z.object({ commitment: FieldDecimal }),
  responses: { 200: Anchor },
  problems: ['anchor-unknown'],
  access: open('Anchors are on a public chain and reveal no receipt.'),
  needs: ['database'],
  cacheSeconds: 5,
});
