import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { SettlementReference } from '../../schemas/settlement-reference.ts';
import { Settlement } from '../schemas/settlement.ts';

export const getSettlement = route({
  id: 'get-settlement',
  method: 'GET',
  path: '/settlements/{txSignature}',
  summary: 'Get the public view of one payment by its transaction or its settlementId',
  params: z.object({ txSignature: SettlementReference }),
  responses: { 200: Settlement },
  problems: ['settlement-unknown'],
  access: open('Each settlement is on a public chain; the answer leaves out the payer and what was bought.'),
  needs: ['database'],
  cacheSeconds: 5,
});
