import type { WebFetcher } from '@pos/runtime/needs/web.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import { keyFromJwk, keyFromMultibase } from '../domain/public-key.ts';
import type { VerificationMethod } from './verification-method.ts';

/** The members of a DID document (W3C DID 1.0) that hold its keys. */
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

/** A domain name with an optional port. Control of the domain is control of the DID. */
const HOST = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?::\d{1,5})?$/;

/** Whether a URL parser would resolve or drop the path segment. */
const isStep = (segment: string): boolean => segment === '' || segment === '.' || segment === '..';

function decodedParts(value: Did): readonly string[] | undefined {
  try {
    return value.slice('did:web:'.length).split(':').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/**
 * The URL of a did:web document, or `undefined` where the DID does not name one safely. A host that carries a path, a
 * query or credentials is refused, because one DID could then claim a document under another DID's host.
 * Source: https://w3c-ccg.github.io/did-method-web/#read-resolve
 */
export function didWebUrl(value: Did): string | undefined {
  const [host = '', ...path] = decodedParts(value) ?? [];
  if (!HOST.test(host) || path.some(isStep)) return undefined;
  const directory = path.length === 0 ? '/.well-known' : `/${path.map(encodeURIComponent).join('/')}`;
  return `https://${host}${directory}/did.json`;
}

const absolute = (did: Did, id: string): string => (id.startsWith('#') ? `${did}${id}` : id);

export async function resolveDidWeb(
  value: Did,
  web: WebFetcher,
): Promise<Result<readonly VerificationMethod[], string>> {
  const url = didWebUrl(value);
  if (url === undefined) return err('it does not have the form did:web:<host>[%3A<port>][:<path segment>…]');
  const fetched = await web.getJson(url);
  if (!fetched.ok) return err(`its document could not be read because ${fetched.error}`);
  const document = DidDocument.safeParse(fetched.value);
  if (!document.success) return err('its document is not a DID document with an "id"');
  if (document.data.id !== value) return err(`its document has the id ${document.data.id}`);
  const methods = document.data.verificationMethod.flatMap((method): VerificationMethod[] => {
    const key =
      method.publicKeyMultibase === undefined
        ? keyFromJwk(method.publicKeyJwk ?? {})
        : keyFromMultibase(method.publicKeyMultibase);
    return key.ok ? [{ id: absolute(value, method.id), key: key.value }] : [];
  });
  return methods.length > 0 ? ok(methods) : err('its document has no Ed25519, P-256 or secp256k1 key');
}
