import { createKernelVerifier } from '../../src/verifier/kernel.ts';
import { ours } from './ours.ts';

export const contender = ours(async (key, fillRandom) => {
  const made = createKernelVerifier(key, fillRandom);
  if (made === undefined) throw new Error('The kernel needs relaxed SIMD with a fused multiply-add.');
  return made;
});
