import type { Did } from '@pos/vocabulary/did.ts';
import { Network } from '@pos/vocabulary/network.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { Instant } from '../../schemas/time.ts';

/** A rating by the paying wallet, with its signature over `ratingMessage`. */
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

export interface RatingText {
  /** Host of the registry. It is part of the signed text, so a rating for one registry is invalid at another. */
  readonly domain: string;
  readonly network: Network;
  readonly txSignature: TransactionSignature;
  readonly did: Did;
  readonly ratingBps: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The text that the paying wallet signs: these lines in this order, joined by single line feeds. */
export const ratingMessage = (text: RatingText): string =>
  [
    `${text.domain} asks the wallet that paid to rate this work:`,
    text.did,
    '',
    `Network: ${text.network}`,
    `Settlement: ${text.txSignature}`,
    `Rating: ${text.ratingBps} of 10000`,
    `Issued At: ${text.issuedAt.toISOString()}`,
    `Expiration Time: ${text.expiresAt.toISOString()}`,
  ].join('\n');
