import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { Instant } from './time.ts';

/** The request that a signature over the challenge authorizes. */
export const ChallengePurpose = z.enum([
  'register-agent',
  'put-capabilities',
  'put-owner',
  'open-history',
  'issue-credential',
  'revoke-credential',
  'list-payer-settlements',
]);
export type ChallengePurpose = z.output<typeof ChallengePurpose>;

export const ChallengeRequest = z.strictObject({ did: Did, purpose: ChallengePurpose });

export const Challenge = z.object({
  challengeId: z.uuid(),
  message: z.string().meta({ description: 'The text to sign: its exact UTF-8 bytes, with a key of the DID.' }),
  expiresAt: Instant,
});
