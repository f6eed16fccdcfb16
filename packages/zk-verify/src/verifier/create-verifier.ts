import type { Result } from '@pos/vocabulary/result.ts';
import type { KeyMalformed, VerifyingKey } from '../domain/verifying-key.ts';
import type { FillRandom } from './batch-coefficients.ts';
import { createKernelVerifier } from './kernel.ts';
import type { Verifier, VerifierPath } from './verifier.ts';

export interface VerifierOptions {
  /**
   * Randomness for batches, such as `(bytes) => crypto.getRandomValues(bytes)`. An attacker who can predict it can
   * forge a batch.
   */
  readonly fillRandom: FillRandom;
  /** Forces a path. Default: the kernel if it can run, otherwise mcl-wasm. */
  readonly path?: VerifierPath;
}

/**
 * Prepares a verifier for one key. Preparation is expensive, so keep the verifier. Verdicts do not depend on the path
 * used, which `verifier.path` names. Throws if `path` is `kernel` and the kernel cannot run here.
 */
export async function createVerifier(
  key: VerifyingKey,
  { fillRandom, path }: VerifierOptions,
): Promise<Result<Verifier, KeyMalformed>> {
  const onKernel = path === 'mcl' ? undefined : createKernelVerifier(key, fillRandom);
  if (onKernel !== undefined) return onKernel;
  if (path === 'kernel') {
    throw new Error(
      'The kernel needs relaxed SIMD with a fused multiply-add: use Node 22 or later on such a machine, or omit `path`.',
    );
  }
  // Imported on demand, because mcl-wasm takes ten times as long to start as the kernel.
  const { createMclVerifier } = await import('./mcl.ts');
  return createMclVerifier(key, fillRandom);
}
