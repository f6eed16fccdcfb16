import { existsSync } from 'node:fs';
import { exportJWK, generateKeyPair } from 'jose';
import { writePrivate } from './private-file.ts';

/**
 * Creates the key that signs this machine's credentials, if it does not exist. Deployed stages accept no key from a
 * file.
 */
export async function ensureIssuerKey(file: string): Promise<void> {
  if (existsSync(file)) return;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  writePrivate(file, JSON.stringify(await exportJWK(privateKey)));
}
