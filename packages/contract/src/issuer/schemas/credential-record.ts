import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { Instant } from '../../schemas/time.ts';

/**
 * The public facts about an issued credential. They contain nothing about receipts or clients, which only the credential
 * itself shows.
 */
export const CredentialRecord = z.object({
  credentialId: z.uuid(),
  did: Did,
  type: z.url().meta({ description: 'The SD-JWT VC type (`vct`), whose address has the type metadata.' }),
  issuedAt: Instant,
  expiresAt: Instant,
  status: z.enum(['valid', 'revoked', 'expired']).meta({
    description:
      'revoked: by the agent, or because a receipt that the credential counts was reversed. A revoked credential stays revoked after it expires.',
  }),
  revokedAt: Instant.nullable().meta({ description: 'Time of the revocation. Null if the credential is not revoked.' }),
  statusList: z.object({
    uri: z.url().meta({ description: 'Address of the IETF Token Status List that contains the credential.' }),
    index: z.number().int().min(0).meta({ description: 'Index of the credential in that list.' }),
  }),
});
