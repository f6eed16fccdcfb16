import type { WebFetcher } from '@pos/lambda/needs/web.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import { keyFromJwk, keyFromMultibase } from '../domain/public-key.ts';
import type { VerificationMethod } from './resolve-did.ts';

/** The part of a DID document (W3C DID 1.0) that proves control. */
const DidDocument = z.looseObject({
  id: z.string(),
  verificationMethod: z
    .array(
      z.looseObject({
        id: z.string(),
        publicKeyMultibase: z.string().optional(),
        publicKeyJwk: z.looseObject({ kty: z.string() }).optional(),
      }),
    )
    .max(32)
    .default([]),
});

/** Where a did:web document is. Source: https://w3c-ccg.github.io/did-method-web/#read-resolve */
export function didWebUrl(value: Did): string {
  const [host = '', ...path] = value.slice('did:web:'.length).split(':').map(decodeURIComponent);
  const directory = path.length === 0 ? '/.well-known' : `/${path.map(encodeURIComponent).join('/')}`;
  return `https://${host}${directory}/did.json`;
}

const absolute = (did: Did, id: string): string => (id.startsWith('#') ? `${did}${id}` : id);

export async function resolveDidWeb(value: Did, web: WebFetcher): Promise<Result<readonly VerificationMethod[], string>> {
  const fetched = await web.getJson(didWebUrl(value));
  if (!fetched.ok) return err(`its document could not be read: ${fetched.error}`);
  const document = DidDocument.safeParse(fetched.value);
  if (!document.success) return err('its document is not a DID document with an "id"');
  if (document.data.id !== value) return err(`its document is of ${document.data.id}`);
  const methods = document.data.verificationMethod.flatMap((method): VerificationMethod[] => {
    const key =
      method.publicKeyMultibase === undefined
        ? keyFromJwk(method.publicKeyJwk ?? {})
        : keyFromMultibase(method.publicKeyMultibase);
    return key.ok ? [{ id: absolute(value, method.id), key: key.value }] : [];
  });
  return methods.length > 0 ? ok(methods) : err('its document has no Ed25519, P-256 or secp256k1 key');
}
