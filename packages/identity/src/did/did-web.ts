import type { WebFetcher } from '@pos/runtime/needs/web.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import { keyFromJwk, keyFromMultibase } from '../domain/public-key.ts';
import type { VerificationMethod } from './verification-method.ts';

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

/** A domain name, and a port where there is one: whoever controls it is who the DID stands for. */
const HOST = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?::\d{1,5})?$/;

/** A segment that a URL parser would take as a step up or as none. */
const isStep = (segment: string): boolean => segment === '' || segment === '.' || segment === '..';

function decodedParts(value: Did): readonly string[] | undefined {
  try {
    return value.slice('did:web:'.length).split(':').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/**
 * Where a did:web document is, or `undefined` where the DID names no place of its own: a host that brings a path, a query
 * or credentials with it would let one DID stand for what is under another's.
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
  if (url === undefined) return err('it is not did:web:<host>[%3A<port>][:<path segment>…]');
  const fetched = await web.getJson(url);
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
