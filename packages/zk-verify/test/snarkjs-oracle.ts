import * as snarkjs from 'snarkjs';
import type { Oracle } from './oracle.ts';
import type { KeyJson } from './trapdoor-key.ts';

export function snarkjsOracle(key: KeyJson): Oracle {
  return {
    name: 'snarkjs',
    async verify({ proof, publicSignals }) {
      try {
        return await snarkjs.groth16.verify(
          key as unknown as Parameters<typeof snarkjs.groth16.verify>[0],
          publicSignals,
          proof,
        );
      } catch {
        return false;
      }
    },
    /** Terminates the workers of snarkjs (one per core), which would keep the process alive. */
    async close() {
      const { curve_bn128: curve } = globalThis as { curve_bn128?: { terminate(): Promise<void> } };
      await curve?.terminate();
    },
  };
}
