import type { CredentialRecord } from '@pos/contract/issuer/schemas/credential-record.ts';
import { LIST_SIZE, statusListUri, workHistoryType } from '@pos/credentials/credential-type.ts';
import type * as z from 'zod';
import type { StoredCredential } from './store/credential-records.ts';

interface Surroundings {
  readonly publicUrl: string;
  readonly now: Date;
}

/** The public facts about a credential at a time. */
export const credentialBody = (
  { id, did, statusIndex, issuedAt, expiresAt, revokedAt }: StoredCredential,
  { publicUrl, now }: Surroundings,
): z.output<typeof CredentialRecord> => ({
  credentialId: id,
  did,
  type: workHistoryType(publicUrl),
  issuedAt,
  expiresAt,
  status: revokedAt !== null ? 'revoked' : expiresAt.getTime() <= now.getTime() ? 'expired' : 'valid',
  revokedAt,
  statusList: {
    uri: statusListUri(publicUrl, Math.floor(statusIndex / LIST_SIZE)),
    index: statusIndex % LIST_SIZE,
  },
});
