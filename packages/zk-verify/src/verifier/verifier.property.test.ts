import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { trapdoorKey, type SignedProof } from '../../test/trapdoor-key.ts';
import { FIELD_PRIME, SCALAR_ORDER } from '../domain/bn254.ts';
import { parseVerifyingKey } from '../domain/verifying-key.ts';
import { createVerifier } from './create-verifier.ts';
import { prepareKey } from './kernel.ts';
import { instantiateKernel } from './kernel-instance.ts';
import type { Verifier } from './verifier.ts';

const trapdoor = trapdoorKey(2, 8n);
const honest = trapdoor.prove();
let verifiers: readonly Verifier[] = [];

beforeAll(async () => {
  const key = parseVerifyingKey(trapdoor.key);
  if (!key.ok) throw new Error(key.error.path);
  const made = await Promise.all(
    (['kernel', 'mcl'] as const).map((path) =>
      createVerifier(key.value, { path, fillRandom: (bytes) => crypto.getRandomValues(bytes) }),
    ),
  );
  verifiers = made.flatMap((each) => (each.ok ? [each.value] : []));
});

/** The result of parsing and verifying on every path. */
const answers = (input: unknown) =>
  verifiers.map((verifier) => {
    const proof = verifier.parse(input);
    return proof.ok ? verifier.verify(proof.value) : proof;
  });

/** Numbers at which arithmetic errors are likely: both ends, powers of two, and the limits of the kernel's digits. */
const edge = (limit: bigint): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.bigInt({ min: 0n, max: limit - 1n }),
      fc.integer({ min: 0, max: 253 }).map((bit) => 1n << BigInt(bit)),
      fc.integer({ min: 0, max: 4 }).map((digit) => (1n << BigInt(51 * digit + 50)) - 1n),
      fc.bigInt({ min: 0n, max: 8n }),
      fc.bigInt({ min: 0n, max: 8n }).map((less) => limit - 1n - less),
    )
    .map((value) => (((value % limit) + limit) % limit).toString());

describe('any proof', () => {
  it('with arbitrary coordinates below q gets the same verdict on both paths and never throws', () =>
    fc.assert(
      fc.property(fc.array(edge(FIELD_PRIME), { minLength: 8, maxLength: 8 }), fc.nat(7), (coordinates, kept) => {
        const [a0, a1, b0, b1, b2, b3, c0, c1] = coordinates as [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ];
        const { pi_a, pi_b, pi_c } = honest.proof;
        const input: SignedProof = {
          ...honest,
          proof: {
            ...honest.proof,
            pi_a: kept & 1 ? pi_a : [a0, a1, '1'],
            pi_b:
              kept & 2
                ? pi_b
                : [
                    [b0, b1],
                    [b2, b3],
                    ['1', '0'],
                  ],
            pi_c: kept & 4 ? pi_c : [c0, c1, '1'],
          },
        };
        const [kernel, mcl] = answers(input);
        expect(kernel).toEqual(mcl);
        expect(kernel?.ok).toBe(kept === 7);
      }),
      { numRuns: 300 },
    ));

  it('is valid for the signals that it was made for and invalid for others', () =>
    fc.assert(
      fc.property(
        edge(SCALAR_ORDER),
        edge(SCALAR_ORDER),
        fc.bigInt({ min: 1n, max: SCALAR_ORDER - 1n }),
        (first, second, more) => {
          const signed = trapdoor.prove([BigInt(first), BigInt(second)]);
          expect(answers(signed).map(({ ok }) => ok)).toEqual([true, true]);
          const other = { ...signed, publicSignals: [((BigInt(first) + more) % SCALAR_ORDER).toString(), second] };
          expect(answers(other).map(({ ok }) => ok)).toEqual([false, false]);
        },
      ),
      { numRuns: 30 },
    ));

  it('in the form of arbitrary JSON gets the same refusal on both paths', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        const [kernel, mcl] = answers(input);
        expect(kernel?.ok).toBe(false);
        expect(mcl).toEqual(kernel);
      }),
    ));
});

describe('the memory of the kernel', () => {
  it('is allocated when the key is prepared and does not grow with verifications', () => {
    const kernel = instantiateKernel();
    if (kernel === undefined) throw new Error('The kernel cannot run here.');
    const key = parseVerifyingKey(trapdoor.key);
    if (!key.ok) throw new Error(key.error.path);
    const before = kernel.memory.buffer.byteLength;
    expect(prepareKey(kernel, key.value).ok).toBe(true);
    const prepared = kernel.memory.buffer.byteLength;
    expect(prepared).toBeGreaterThan(before);
    expect(prepared).toBeLessThan(4 * 2 ** 20);
    for (let round = 0; round < 200; round++) kernel.verify_one();
    kernel.verify_batch(128);
    expect(kernel.memory.buffer.byteLength).toBe(prepared);
  });
});
