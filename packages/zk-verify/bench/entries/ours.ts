import type { Result } from '@pos/vocabulary/result.ts';
import { parseVerifyingKey, type KeyMalformed, type VerifyingKey } from '../../src/domain/verifying-key.ts';
import type { FillRandom } from '../../src/verifier/batch-coefficients.ts';
import type { Verifier } from '../../src/verifier/verifier.ts';
import type { Contender } from './contender.ts';

type Create = (key: VerifyingKey, fillRandom: FillRandom) => Promise<Result<Verifier, KeyMalformed>>;

/** This package's verifier on one path, including its strict parser. */
export const ours = (create: Create): Contender => ({
  async prepare(json) {
    const key = parseVerifyingKey(json);
    if (!key.ok) throw new Error(`The key is malformed at ${key.error.path}.`);
    const made = await create(key.value, (bytes) => crypto.getRandomValues(bytes));
    if (!made.ok) throw new Error(`The key is refused at ${made.error.path}.`);
    const verifier = made.value;
    return {
      verify(input) {
        const proof = verifier.parse(input);
        return proof.ok && verifier.verify(proof.value).ok;
      },
      verifyBatch(inputs) {
        const proofs = inputs.map((input) => verifier.parse(input)).flatMap((proof) => (proof.ok ? [proof.value] : []));
        return verifier.verifyBatch(proofs).map(({ ok }) => ok);
      },
    };
  },
});
