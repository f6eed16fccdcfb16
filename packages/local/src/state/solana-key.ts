import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import * as z from 'zod';
import { writePrivate } from './private-file.ts';

export interface SolanaKey {
  readonly address: SolanaAddress;
  /** The seed, then the public key: 64 bytes, as in wallets and solana-keygen. */
  readonly bytes: Uint8Array;
}

const Bytes = z.array(z.number().int().min(0).max(255)).length(64);

/** Seed and public key of a new key: 64 bytes. */
export function makeSolanaKey(): Uint8Array {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32);
  return Uint8Array.from([...seed, ...publicKey]);
}

/**
 * Reads a Solana key in the file format of solana-keygen, and creates it if it does not exist. For the local chain
 * only.
 */
export function loadSolanaKey(file: string): SolanaKey {
  if (!existsSync(file)) writePrivate(file, JSON.stringify([...makeSolanaKey()]));
  const bytes = Uint8Array.from(Bytes.parse(JSON.parse(readFileSync(file, 'utf8'))));
  return { address: solanaAddress(encodeBase58(bytes.subarray(32))), bytes };
}
