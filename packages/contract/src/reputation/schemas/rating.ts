import { Network } from '@pos/vocabulary/network.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { Instant } from '../../schemas/time.ts';

/** A rating by the paying wallet, with its signature over the text of `../rating-message.ts`. */
export const RateSettlementRequest = z
  .strictObject({
    network: Network,
    ratingBps: ScoreBps.meta({ description: 'From 0 (failed) to 10,000 (as promised).' }),
    issuedAt: Instant.meta({
      description: 'Time of signing. Of two ratings for one settlement the one with the later issuedAt counts.',
    }),
    expiresAt: Instant.meta({
      description: 'The registry accepts the rating until this time, at most a day after issuedAt.',
    }),
    signature: z.string().max(128).meta({
      description: 'Ed25519 over the UTF-8 bytes of the message, base58 or base64url.',
      example: 'DyXZZCSiBREJ8YZ5cULd7PVdKpbkhHvHJ7otbJmLJajJtRsyq1irMMqKimYeKvRmZ8Sc2qWLhKjYR4ekM8RSzkV',
    }),
  })
  .meta({ id: 'RateSettlementRequest', description: 'A rating, signed by the wallet that paid.' });
