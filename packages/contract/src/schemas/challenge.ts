import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { Instant } from './time.ts';

/** The request that a signature over the challenge authorizes. */
export const ChallengePurpose = z
  .enum([
    'register-agent',
    'put-capabilities',
    'put-owner',
    'open-history',
    'issue-credential',
    'revoke-credential',
    'list-payer-settlements',
  ])
  .meta({ id: 'ChallengePurpose', description: 'The request that the signature will authorize.' });
export type ChallengePurpose = z.output<typeof ChallengePurpose>;

export const ChallengeRequest = z.strictObject({ did: Did, purpose: ChallengePurpose }).meta({
  id: 'ChallengeRequest',
  description: 'Asks for a text to sign.',
});

export const Challenge = z
  .object({
    challengeId: z.uuid().meta({ description: 'Send it in the control proof.' }),
    message: z.string().meta({
      description: 'The text to sign: its exact UTF-8 bytes, with a key of the DID.',
      example: 'registry.example asks you to prove control of a DID.',
    }),
    expiresAt: Instant.meta({ description: 'The challenge is valid until this time.' }),
  })
  .meta({
    id: 'Challenge',
    description:
      'A text whose signature proves control of a DID, for one request unless the description of the route says otherwise.',
  });
