import { base58 } from '@scure/base';

/** Decodes base58 in the Bitcoin alphabet. Returns `undefined` for a text with a character outside the alphabet. */
export function decodeBase58(text: string): Uint8Array | undefined {
  try {
    return base58.decode(text);
  } catch {
    return undefined;
  }
}

/** Encodes bytes as base58 in the Bitcoin alphabet, as Solana writes addresses, signatures and hashes. */
export const encodeBase58 = (bytes: Uint8Array): string => base58.encode(bytes);

/** Number of bytes that a base58 text encodes, or -1 if the text is not base58. */
export const base58Length = (text: string): number => decodeBase58(text)?.length ?? -1;
