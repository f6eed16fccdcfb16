import { WorkHistoryClaims } from '@pos/contract/issuer/schemas/credential.ts';
import type { CredentialIssuerKey } from './credential-issuer-key.ts';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import type { JWK } from 'jose';
import * as z from 'zod';
import { LIST_SIZE, statusListUri, workHistoryType } from './credential-type.ts';
import { base64url, sha256 } from './sha256.ts';

export interface Holder {
  readonly did: string;
  /** Id, in the holder's DID document, of the key that signs presentations. */
  readonly keyId: string;
  readonly jwk: JWK;
}

export interface IssueOptions {
  readonly issuerKey: CredentialIssuerKey;
  readonly publicUrl: string;
  readonly holder: Holder;
  readonly claims: z.output<typeof WorkHistoryClaims>;
  /** Index over all status lists, counted from 0. */
  readonly statusIndex: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);
const SALT_BYTES = 16;

/** Disclosure frame: every claim and every element of an array claim can be disclosed separately. */
const frameOf = (claims: Readonly<Record<string, unknown>>) => {
  const lists = Object.entries(claims).filter((entry): entry is [string, readonly unknown[]] =>
    Array.isArray(entry[1]),
  );
  return {
    _sd: Object.keys(claims),
    ...Object.fromEntries(lists.map(([name, list]) => [name, { _sd: list.map((_, index) => index) }])),
  };
};

/** Issues a work history as an SD-JWT VC (draft-ietf-oauth-sd-jwt-vc), bound to the holder's key. */
export async function issueCredential({
  issuerKey,
  publicUrl,
  holder,
  claims,
  statusIndex,
  issuedAt,
  expiresAt,
}: IssueOptions): Promise<string> {
  const instance = new SDJwtVcInstance({
    signer: (input: string) => issuerKey.sign(input),
    signAlg: 'ES256',
    hasher: (data: string | ArrayBuffer) => sha256(data),
    hashAlg: 'sha-256',
    saltGenerator: () => base64url(crypto.getRandomValues(new Uint8Array(SALT_BYTES))),
  });
  const wire = JSON.parse(JSON.stringify(z.encode(WorkHistoryClaims, claims))) as Record<string, unknown>;
  const payload = {
    iss: publicUrl,
    sub: holder.did,
    vct: workHistoryType(publicUrl),
    iat: seconds(issuedAt),
    nbf: seconds(issuedAt),
    exp: seconds(expiresAt),
    cnf: { kid: holder.keyId, jwk: holder.jwk },
    status: {
      status_list: { idx: statusIndex % LIST_SIZE, uri: statusListUri(publicUrl, Math.floor(statusIndex / LIST_SIZE)) },
    },
    ...wire,
  };
  return instance.issue(payload, frameOf(wire) as never, { header: { kid: issuerKey.publicJwk.kid } });
}
