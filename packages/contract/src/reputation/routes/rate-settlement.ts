import { Did } from '@pos/vocabulary/did.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { ratingGiven } from '../events/rating-given.ts';
import { route } from '../../route.ts';
import { RateSettlementRequest } from '../schemas/rating.ts';
import { Instant } from '../../schemas/time.ts';

export const rateSettlement = route({
  id: 'rate-settlement',
  method: 'PUT',
  path: '/settlements/{txSignature}/rating',
  summary: 'Rate paid work with the signature of the paying wallet',
  description:
    'The message to sign, with line feeds between its lines: "<host of this API> asks the wallet that paid to rate this work:", the ' +
    'DID of the agent, an empty line, "Network: <network>", "Settlement: <txSignature>", "Rating: <ratingBps> of 10000", ' +
    '"Issued At: <issuedAt>", "Expiration Time: <expiresAt>". A settlement has one rating, which may be amended for a week.',
  params: z.object({ txSignature: TransactionSignature }),
  body: RateSettlementRequest,
  responses: {
    200: z.object({
      txSignature: TransactionSignature,
      did: Did,
      ratingBps: ScoreBps,
      issuedAt: Instant,
      amendableUntil: Instant,
    }),
  },
  problems: [
    'settlement-unknown',
    'settlement-not-rateable',
    'rating-signature-invalid',
    'rating-expired',
    'rating-closed',
    'rating-superseded',
  ],
  access: open('The signature of the wallet that paid is the credential.'),
  idempotencyOwner: '/signature',
  emits: [ratingGiven],
  needs: ['database'],
});
