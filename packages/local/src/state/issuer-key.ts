import { existsSync } from 'node:fs';
import { exportJWK, generateKeyPair } from 'jose';
import { writePrivate } from './private-file.ts';

/** The key that signs this machine's credentials, made where there is none yet: deployed stages take none from a file. */
export async function ensureIssuerKey(file: string): Promise<void> {
  if (existsSync(file)) return;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  writePrivate(file, JSON.stringify(await exportJWK(privateKey)));
}
