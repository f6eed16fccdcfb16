import { bn254 } from '@noble/curves/bn254.js';
import * as snarkjs from 'snarkjs';
import { readG1, readG2, type KeyJson, type SignedProof } from './trapdoor-key.ts';

/** Says whether a well-formed proof is valid. Only tests and measurements ask: one is GPL, both are slow. */
export interface Oracle {
  readonly name: 'noble' | 'snarkjs';
  verify(proof: SignedProof): Promise<boolean>;
  close(): Promise<void>;
}

export function nobleOracle(key: KeyJson): Oracle {
  const { pairingBatch, fields, G1 } = bn254;
  const alpha = readG1(key.vk_alpha_1);
  const [beta, gamma, delta] = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map(readG2);
  const ic = key.IC.map(readG1);
  const [constant] = ic;
  if (beta === undefined || gamma === undefined || delta === undefined || constant === undefined) throw new Error('The key is incomplete.');
  return {
    name: 'noble',
    async verify({ proof, publicSignals }) {
      try {
        const a = readG1(proof.pi_a);
        const b = readG2(proof.pi_b);
        const c = readG1(proof.pi_c);
        [a, b, c].forEach((point) => point.assertValidity());
        const vkX = publicSignals.reduce((sum, signal, index) => sum.add((ic[index + 1] ?? G1.Point.ZERO).multiplyUnsafe(BigInt(signal))), constant);
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

export function snarkjsOracle(key: KeyJson): Oracle {
  return {
    name: 'snarkjs',
    async verify({ proof, publicSignals }) {
      try {
        return await snarkjs.groth16.verify(key as unknown as Parameters<typeof snarkjs.groth16.verify>[0], publicSignals, proof);
      } catch {
        return false;
      }
    },
    /** snarkjs keeps a worker for each core, and with them the process, until told. */
    async close() {
      const { curve_bn128: curve } = globalThis as { curve_bn128?: { terminate(): Promise<void> } };
      await curve?.terminate();
    },
  };
}
