// SPDX-License-Identifier: GPL-3.0-only
import { hkdfSync } from 'node:crypto';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';

/**
 * Seed of the toxic waste of development keys. It is public, so everybody can forge proofs against these keys. They are
 * therefore marked `dev-known-trapdoor`, and deployed stages refuse them.
 */
export const DEVELOPMENT_SEED = 'proof-of-service development key: anyone can forge against it';

export type Trapdoor = { readonly tau: bigint; readonly alpha: bigint; readonly beta: bigint; readonly delta: bigint };

/** Derives four scalars from a seed (HKDF-SHA-256, 48 bytes each, so the bias is negligible). γ is 1, as in snarkjs. */
export function trapdoorOf(seed: string, circuit: string): Trapdoor {
  const scalar = (name: string) =>
    BigInt(`0x${Buffer.from(hkdfSync('sha256', seed, circuit, `dev-known-trapdoor ${name}`, 48)).toString('hex')}`) %
    BN254_SCALAR_ORDER;
  return { tau: scalar('tau'), alpha: scalar('alpha'), beta: scalar('beta'), delta: scalar('delta') };
}
