import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { Instant } from './time.ts';

/** What a signature over the challenge will allow. */
export const ChallengePurpose = z.enum([
  'register-agent',
  'put-capabilities',
  'put-owner',
  'open-history',
  'issue-credential',
  'revoke-credential',
]);

export const ChallengeRequest = z.strictObject({ did: Did, purpose: ChallengePurpose });

export const Challenge = z.object({
  challengeId: z.uuid(),
  message: z.string().meta({ description: 'Sign the UTF-8 bytes of exactly this text with a key of the DID.' }),
  expiresAt: Instant,
});
