import { base58Encode } from './base58.ts';

const MAX_REMEMBERED = 20_000;

/**
 * base58 of 32-byte keys with the recent ones remembered: a transaction names the same programs, mints and holders as
 * the one before it, and reading bytes as Latin-1 to look them up is ten times cheaper than encoding them again.
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
