import { beforeAll, describe, expect, it } from '@jest/globals';
import { mixedProofs } from '../../test/mixed-proofs.ts';
import { trapdoorKey } from '../../test/trapdoor-key.ts';
import { parseProof, type Groth16Proof } from '../domain/groth16-proof.ts';
import { parseVerifyingKey } from '../domain/verifying-key.ts';
import type { Arithmetic } from './assemble.ts';
import { kernelArithmetic } from './kernel.ts';
import { mclArithmetic } from './mcl.ts';

/** Tests the combined equation directly. Through `verifyBatch`, bisection would hide an equation that never holds. */

const SIGNALS = 3;
const trapdoor = trapdoorKey(SIGNALS, 12n);
const fillRandom = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);

const parsed = (input: unknown): Groth16Proof => {
  const read = parseProof(input, SIGNALS);
  if (!read.ok) throw new Error(read.error.path);
  return read.value;
};
const pool = [...mixedProofs(trapdoor, 20, 2n)].filter(({ valid }) => valid).map(({ proof }) => parsed(proof));
const batchOf = (size: number): Groth16Proof[] =>
  Array.from({ length: size }, (_, index) => pool[index % pool.length] as Groth16Proof);

/** An arithmetic that takes parsed proofs. */
interface Together {
  holds(proofs: readonly Groth16Proof[]): boolean;
}
const together = <Loaded>(arithmetic: Arithmetic<Loaded>): Together => ({
  holds: (proofs) =>
    arithmetic.holdTogether(
      proofs.map((proof) => arithmetic.load(proof)).flatMap((each) => (each.ok ? [each.value] : [])),
    ),
});

describe.each(['kernel', 'mcl'] as const)('the combined equation on the %s path', (path) => {
  let arithmetic: Together;
  beforeAll(async () => {
    const key = parseVerifyingKey(trapdoor.key);
    if (!key.ok) throw new Error(key.error.path);
    if (path === 'kernel') {
      const made = kernelArithmetic(key.value, fillRandom);
      if (!made?.ok) throw new Error('The kernel cannot run here.');
      arithmetic = together(made.value);
    } else {
      const made = await mclArithmetic(key.value, fillRandom);
      if (!made.ok) throw new Error(made.error.path);
      arithmetic = together(made.value);
    }
  });

  it.each([1, 2, 3, 4, 7, 64, 127, 128])('holds for %d valid proofs', (size) =>
    expect(arithmetic.holds(batchOf(size))).toBe(true),
  );

  it.each([1, 2, 3, 8, 128])('does not hold when one of %d is bad', (size) => {
    const batch = batchOf(size);
    const at = size >> 1;
    const bad = { ...(batch[at] as Groth16Proof), publicSignals: [1n, 2n, 3n] };
    expect(arithmetic.holds(batch.with(at, bad))).toBe(false);
  });
});
