import { base58Encode } from './base58.ts';

const MAX_REMEMBERED = 20_000;

/**
 * A cache of base58 texts of 32-byte keys. Consecutive transactions name the same programs, mints and holders, and a
 * look-up by Latin-1 text is ten times cheaper than encoding the key again.
 */
const remembered = new Map<string, string>();

export function addressText(bytes: Uint8Array): string {
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const text = base58Encode(bytes);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, text);
  return text;
}
