import { existsSync, readFileSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import * as z from 'zod';
import { writePrivate } from '../state/private-file.ts';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

const StoredKey = z.looseObject({ kty: z.literal('RSA'), n: z.string(), e: z.string(), d: z.string() });

/** The RSA key of the token endpoint, created at the first start and kept in a file that only its owner can read. */
export async function loadSigningKey(file: string): Promise<SigningKey> {
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    writePrivate(file, JSON.stringify(await exportJWK(privateKey)));
  }
  const stored = StoredKey.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { kty, n, e } = stored;
  const kid = await calculateJwkThumbprint({ kty, n, e });
  const privateKey = (await importJWK(stored as JWK, 'RS256')) as CryptoKey;
  return { kid, privateKey, publicJwk: { kty, n, e, kid, alg: 'RS256', use: 'sig' } };
}
