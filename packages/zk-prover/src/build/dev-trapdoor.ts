// SPDX-License-Identifier: GPL-3.0-only
import { hkdfSync } from 'node:crypto';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';

/**
 * The toxic waste of a development key, in the open. Whoever reads this forges proofs against the key,
 * which is why every such key says `dev-known-trapdoor` of itself and deployed stages refuse it.
 */
export const DEVELOPMENT_SEED = 'proof-of-service development key: anyone can forge against it';

export type Trapdoor = { readonly tau: bigint; readonly alpha: bigint; readonly beta: bigint; readonly delta: bigint };

/** Four scalars from a seed (HKDF-SHA-256, 48 bytes each, so practically without bias). γ is 1, as snarkjs has it. */
export function trapdoorOf(seed: string, circuit: string): Trapdoor {
  const scalar = (name: string) =>
    BigInt(`0x${Buffer.from(hkdfSync('sha256', seed, circuit, `dev-known-trapdoor ${name}`, 48)).toString('hex')}`) %
    BN254_SCALAR_ORDER;
  return { tau: scalar('tau'), alpha: scalar('alpha'), beta: scalar('beta'), delta: scalar('delta') };
}
