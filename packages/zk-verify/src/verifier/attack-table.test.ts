import { beforeAll, describe, expect, it } from '@jest/globals';
import { ATTACKS, attackedKey, HONEST, honest } from '../../test/attacks.ts';
import { seededRandom } from '../../test/trapdoor-key.ts';
import { parseVerifyingKey } from '../domain/verifying-key.ts';
import { createVerifier } from './create-verifier.ts';
import type { ProofRefusal, Verifier, VerifierPath } from './verifier.ts';

const describeRefusal = (refusal: ProofRefusal): string => {
  if (refusal.code === 'proof-malformed') return `${refusal.code} ${refusal.path} ${refusal.reason}`;
  return refusal.code === 'proof-point-invalid' ? `${refusal.code} ${refusal.point} ${refusal.reason}` : refusal.code;
};

/** Handles an input as a route does: parses it, then verifies it. */
function judge(verifier: Verifier, input: unknown): string {
  const proof = verifier.parse(input);
  if (!proof.ok) return describeRefusal(proof.error);
  const verdict = verifier.verify(proof.value);
  return verdict.ok ? verdict.value : describeRefusal(verdict.error);
}

const paths: readonly VerifierPath[] = ['kernel', 'mcl'];

describe.each(paths)('the attack table on the %s path', (path) => {
  let verifier: Verifier;
  beforeAll(async () => {
    const key = parseVerifyingKey(attackedKey.key);
    if (!key.ok) throw new Error(key.error.path);
    const made = await createVerifier(key.value, { path, fillRandom: seededRandom(1n) });
    if (!made.ok) throw new Error(made.error.path);
    verifier = made.value;
    expect(verifier.path).toBe(path);
  });

  it.each(ATTACKS)('refuses $name', ({ input, refusal }) => expect(judge(verifier, input)).toBe(refusal));
  it.each(HONEST)('accepts $name', ({ input }) => expect(judge(verifier, input)).toBe('proof-valid'));

  it('gives each proof of a mixed batch the same verdict as alone', () => {
    const inputs: readonly unknown[] = [...ATTACKS, ...HONEST].map(({ input }) => input);
    const parsed = inputs.map((input) => verifier.parse(input)).flatMap((proof) => (proof.ok ? [proof.value] : []));
    expect(verifier.verifyBatch(parsed)).toEqual(parsed.map((proof) => verifier.verify(proof)));
  });

  it('returns no verdicts for an empty batch', () => expect(verifier.verifyBatch([])).toEqual([]));

  it('refuses a proof parsed for a key with another number of signals', () => {
    const proof = verifier.parse(honest);
    if (!proof.ok) throw new Error(proof.error.path);
    const foreign = { ...proof.value, publicSignals: proof.value.publicSignals.slice(0, 5) };
    const refusal = { ok: false, error: { code: 'proof-malformed', path: '/publicSignals', reason: 'length-wrong' } };
    expect(verifier.verify(foreign)).toEqual(refusal);
    expect(verifier.verifyBatch([proof.value, foreign, proof.value])).toEqual([
      { ok: true, value: 'proof-valid' },
      refusal,
      { ok: true, value: 'proof-valid' },
    ]);
  });
});
