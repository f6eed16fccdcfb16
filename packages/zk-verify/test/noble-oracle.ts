import { bn254 } from '@noble/curves/bn254.js';
import type { Oracle } from './oracle.ts';
import { readG1, readG2, type KeyJson } from './trapdoor-key.ts';

export function nobleOracle(key: KeyJson): Oracle {
  const { pairingBatch, fields, G1 } = bn254;
  const alpha = readG1(key.vk_alpha_1);
  const [beta, gamma, delta] = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map(readG2);
  const ic = key.IC.map(readG1);
  const [constant] = ic;
  if (beta === undefined || gamma === undefined || delta === undefined || constant === undefined)
    throw new Error('The key is incomplete.');
  return {
    name: 'noble',
    async verify({ proof, publicSignals }) {
      try {
        const a = readG1(proof.pi_a);
        const b = readG2(proof.pi_b);
        const c = readG1(proof.pi_c);
        [a, b, c].forEach((point) => point.assertValidity());
        const vkX = publicSignals.reduce(
          (sum, signal, index) => sum.add((ic[index + 1] ?? G1.Point.ZERO).multiplyUnsafe(BigInt(signal))),
          constant,
        );
        const pairs = [
          { g1: a, g2: b },
          { g1: alpha.negate(), g2: beta },
          { g1: vkX.negate(), g2: gamma },
          { g1: c.negate(), g2: delta },
        ].filter(({ g1 }) => !g1.is0());
        return fields.Fp12.eql(pairingBatch(pairs), fields.Fp12.ONE);
      } catch {
        return false;
      }
    },
    close: async () => {},
  };
}
