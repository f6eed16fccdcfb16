import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mixedProofs } from '../../test/mixed-proofs.ts';
import { nobleOracle } from '../../test/noble-oracle.ts';
import type { Oracle } from '../../test/oracle.ts';
import { snarkjsOracle } from '../../test/snarkjs-oracle.ts';
import { seededRandom, trapdoorKey } from '../../test/trapdoor-key.ts';
import type { Groth16Proof } from '../domain/groth16-proof.ts';
import { parseVerifyingKey } from '../domain/verifying-key.ts';
import { createVerifier } from './create-verifier.ts';
import type { Verifier } from './verifier.ts';

/** Number of proofs. `bench/cross-check.ts` compares the same four verifiers on 10,000. */
const SLICE = 60;

const trapdoor = trapdoorKey(4, 99n);
const mixed = [...mixedProofs(trapdoor, SLICE, 1n)];
const oracles: readonly Oracle[] = [nobleOracle(trapdoor.key), snarkjsOracle(trapdoor.key)];
const verifiers: Verifier[] = [];
let parsed: readonly Groth16Proof[] = [];

beforeAll(async () => {
  const key = parseVerifyingKey(trapdoor.key);
  if (!key.ok) throw new Error(key.error.path);
  for (const path of ['kernel', 'mcl'] as const) {
    const made = await createVerifier(key.value, { path, fillRandom: seededRandom(3n) });
    if (!made.ok) throw new Error(made.error.path);
    verifiers.push(made.value);
  }
  parsed = mixed.map(({ proof }) => {
    const read = verifiers[0]?.parse(proof);
    if (!read?.ok) throw new Error('A proof of the mix does not parse.');
    return read.value;
  });
});
afterAll(async () => {
  await Promise.all(oracles.map((oracle) => oracle.close()));
});

describe(`${SLICE} valid, re-randomised and mutated proofs`, () => {
  const expected = mixed.map(({ valid }) => valid);

  it('get the expected verdict on both paths, with the same reason', () => {
    const [kernel, mcl] = verifiers.map((verifier) => parsed.map((proof) => verifier.verify(proof)));
    expect(kernel?.map(({ ok }) => ok)).toEqual(expected);
    expect(mcl).toEqual(kernel);
  });

  it('get the same verdict in a batch', () => {
    const [kernel, mcl] = verifiers.map((verifier) => verifier.verifyBatch(parsed));
    expect(kernel).toEqual(parsed.map((proof) => verifiers[0]?.verify(proof)));
    expect(mcl).toEqual(kernel);
  });

  it.each(oracles.map((oracle) => [oracle.name, oracle] as const))(
    'get the same verdict from %s',
    async (_, oracle) => {
      const verdicts: boolean[] = [];
      for (const { proof } of mixed) verdicts.push(await oracle.verify(proof));
      expect(verdicts).toEqual(expected);
    },
  );
});

describe('batches of one verifier', () => {
  const valid = () => parsed.filter((_, index) => mixed[index]?.valid === true);

  it.each([1, 2, 3, 5, 8, 30, 129, 200])(
    'of %d valid proofs pass, and one invalid proof among them is found',
    (size) => {
      const [kernel] = verifiers;
      if (kernel === undefined) throw new Error('no kernel');
      const pool = valid();
      const batch = Array.from({ length: size }, (_, index) => pool[index % pool.length] as Groth16Proof);
      expect(kernel.verifyBatch(batch).every(({ ok }) => ok)).toBe(true);
      const at = Math.floor(size / 2);
      const bad = batch.with(at, { ...(batch[at] as Groth16Proof), publicSignals: [0n, 0n, 0n, 1n] });
      expect(kernel.verifyBatch(bad).flatMap(({ ok }, index) => (ok ? [] : [index]))).toEqual([at]);
    },
  );

  it('do not pass with two invalid proofs that cancel each other', () => {
    const [kernel] = verifiers;
    const [first, second] = valid();
    if (kernel === undefined || first === undefined || second === undefined) throw new Error('no proofs');
    // Swapping C between the two leaves the unweighted product of both equations unchanged; the coefficients reveal it.
    const verdicts = kernel.verifyBatch([{ ...first, c: second.c }, { ...second, c: first.c }, first, second]);
    expect(verdicts.map(({ ok }) => ok)).toEqual([false, false, true, true]);
  });
});
