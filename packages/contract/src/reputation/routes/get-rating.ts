import { Did } from '@pos/vocabulary/did.ts';
import { Network } from '@pos/vocabulary/network.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { SettlementReference } from '../../schemas/settlement-reference.ts';
import { Instant } from '../../schemas/time.ts';

export const getRating = route({
  id: 'get-rating',
  method: 'GET',
  path: '/settlements/{txSignature}/rating',
  summary: 'Get the present rating of a settlement, without the wallet that rated it',
  params: z.object({ txSignature: SettlementReference }),
  responses: {
    200: z.object({
      network: Network,
      txSignature: TransactionSignature,
      did: Did,
      ratingBps: ScoreBps,
      issuedAt: Instant,
      amendableUntil: Instant.meta({ description: 'The payer may replace the rating until this time.' }),
    }),
  },
  problems: ['settlement-unknown', 'rating-unknown'],
  access: open('Ratings are public evidence; the answer leaves out the payer and the signature.'),
  needs: ['database'],
  cacheSeconds: 5,
});
