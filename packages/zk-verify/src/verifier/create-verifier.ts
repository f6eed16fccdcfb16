import type { Result } from '@pos/vocabulary/result.ts';
import type { KeyMalformed, VerifyingKey } from '../domain/verifying-key.ts';
import type { FillRandom } from './batch-coefficients.ts';
import { createKernelVerifier } from './kernel.ts';
import type { Verifier, VerifierPath } from './verifier.ts';

export interface VerifierOptions {
  /** Randomness for batches: `(bytes) => crypto.getRandomValues(bytes)`. A caller that can foresee it can forge. */
  readonly fillRandom: FillRandom;
  /** Take this path and no other. Without it: the kernel where it may run, mcl-wasm elsewhere. */
  readonly path?: VerifierPath;
}

/**
 * The verifier of one key, prepared: make it once and keep it. Verdicts do not depend on the path taken, which
 * `verifier.path` names. Throws when the kernel is asked for by name and cannot run here.
 */
export async function createVerifier(
  key: VerifyingKey,
  { fillRandom, path }: VerifierOptions,
): Promise<Result<Verifier, KeyMalformed>> {
  const onKernel = path === 'mcl' ? undefined : createKernelVerifier(key, fillRandom);
  if (onKernel !== undefined) return onKernel;
  if (path === 'kernel') {
    throw new Error(
      'The kernel needs relaxed SIMD with a fused multiply-add: use Node 22 or later on such a machine, or leave `path` out.',
    );
  }
  // Loaded only where it is needed: mcl-wasm takes ten times as long to start as the kernel.
  const { createMclVerifier } = await import('./mcl.ts');
  return createMclVerifier(key, fillRandom);
}
