import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CURSOR, nextCursor, PageQuery } from '../../schemas/page.ts';
import { PayerSettlement, PayerSettlementsRequest } from '../schemas/payer-settlement.ts';
import { SettlementStatusFilter } from '../schemas/settlement.ts';

export const listPayerSettlements = route({
  id: 'list-payer-settlements',
  method: 'POST',
  path: '/payers/settlements',
  summary: 'List the payments that a wallet made, newest first, for a caller with a control proof of the wallet',
  description:
    'Get a challenge for the did:pkh of the wallet and the purpose list-payer-settlements, sign it with the wallet, and send the ' +
    'signature as the control proof. One control proof reads every page until the challenge expires.',
  query: z.strictObject({
    status: SettlementStatusFilter.optional(),
    ...PageQuery,
    cursor: z.uuid().optional().meta(CURSOR),
  }),
  body: PayerSettlementsRequest,
  responses: { 200: z.object({ settlements: z.array(PayerSettlement), nextCursor }) },
  problems: ['challenge-unknown', 'proof-of-control-invalid'],
  access: open('The signature of the wallet is the credential.'),
  standingChallenge: 'list-payer-settlements',
  discloses: { to: 'subject', because: 'The control proof shows that the caller controls the paying wallet.' },
  needs: ['database'],
  safe: true,
});
