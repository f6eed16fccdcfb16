import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as mcl from 'mcl-wasm';
import type { Groth16Proof } from '../domain/groth16-proof.ts';
import { isOnG1, isOnTwist, type G1Point, type G2Point } from '../domain/bn254.ts';
import { publicSignalCount, type KeyMalformed, type VerifyingKey } from '../domain/verifying-key.ts';
import { assembleVerifier, REJECTED, VALID, type Arithmetic } from './assemble.ts';
import { COEFFICIENT_BYTES, drawCoefficients, type FillRandom } from './batch-coefficients.ts';
import { writeField, FIELD_BYTES } from './bytes.ts';
import type { ProofPointInvalid, Verifier } from './verifier.ts';

const scratch = new Uint8Array(FIELD_BYTES);
const scratchView = new DataView(scratch.buffer);

function toFp(value: bigint): mcl.Fp {
  writeField(scratchView, 0, value);
  const element = new mcl.Fp();
  element.setLittleEndian(scratch);
  return element;
}

function toFr(value: bigint): mcl.Fr {
  writeField(scratchView, 0, value);
  const element = new mcl.Fr();
  element.setLittleEndian(scratch);
  return element;
}

function toFp2([c0, c1]: readonly [bigint, bigint]): mcl.Fp2 {
  const element = new mcl.Fp2();
  element.set_a(toFp(c0));
  element.set_b(toFp(c1));
  return element;
}

function toG1({ x, y }: G1Point): mcl.G1 {
  const point = new mcl.G1();
  point.setX(toFp(x));
  point.setY(toFp(y));
  point.setZ(toFp(1n));
  return point;
}

function toG2({ x, y }: G2Point): mcl.G2 {
  const point = new mcl.G2();
  point.setX(toFp2(x));
  point.setY(toFp2(y));
  point.setZ(toFp2([1n, 0n]));
  return point;
}

/** A proof in mcl's representation. Its points were checked. */
interface Loaded {
  readonly a: mcl.G1;
  readonly b: mcl.G2;
  readonly c: mcl.G1;
  readonly signals: readonly mcl.Fr[];
}

function load(proof: Groth16Proof): Result<Loaded, ProofPointInvalid> {
  const refuse = (point: ProofPointInvalid['point'], reason: ProofPointInvalid['reason']) =>
    err({ code: 'proof-point-invalid', point, reason } as const);
  // mcl's isValid of a G2 point checks curve and subgroup together. The refusal names which of the two failed.
  if (!isOnG1(proof.a)) return refuse('pi_a', 'off-curve');
  if (!isOnTwist(proof.b)) return refuse('pi_b', 'off-curve');
  if (!isOnG1(proof.c)) return refuse('pi_c', 'off-curve');
  const a = toG1(proof.a);
  const b = toG2(proof.b);
  const c = toG1(proof.c);
  if (!b.isValidOrder()) return refuse('pi_b', 'off-subgroup');
  return ok({ a, b, c, signals: proof.publicSignals.map(toFr) });
}

/** The key with precomputed lines of −β, −γ and −δ, and with e(α, β). */
interface PreparedKey {
  readonly gamma: mcl.PrecomputedG2;
  readonly delta: mcl.PrecomputedG2;
  readonly alpha: mcl.G1;
  readonly beta: mcl.PrecomputedG2;
  readonly alphaBeta: mcl.GT;
  readonly ic: readonly mcl.G1[];
}

function prepare(key: VerifyingKey): Result<PreparedKey, KeyMalformed> {
  const alpha = toG1(key.alpha);
  const beta = toG2(key.beta);
  const gamma = toG2(key.gamma);
  const delta = toG2(key.delta);
  const named = { vk_beta_2: beta, vk_gamma_2: gamma, vk_delta_2: delta };
  for (const [name, point] of Object.entries(named)) {
    if (!point.isValidOrder()) return err({ code: 'key-malformed', path: `/${name}`, reason: 'off-subgroup' });
  }
  return ok({
    alpha,
    alphaBeta: mcl.pairing(alpha, beta),
    beta: new mcl.PrecomputedG2(mcl.neg(beta)),
    gamma: new mcl.PrecomputedG2(mcl.neg(gamma)),
    delta: new mcl.PrecomputedG2(mcl.neg(delta)),
    ic: key.ic.map(toG1),
  });
}

const one = (): mcl.Fr => toFr(1n);

/** e(A, B) · e(vk_x, −γ) · e(C, −δ) = e(α, β) */
function holds(key: PreparedKey, proof: Loaded): boolean {
  const vkX = mcl.mulVec([...key.ic], [one(), ...proof.signals]);
  const withGamma = mcl.precomputedMillerLoop2mixed(proof.a, proof.b, vkX, key.gamma);
  const withDelta = mcl.precomputedMillerLoop(proof.c, key.delta);
  return mcl.finalExp(mcl.mul(withGamma, withDelta)).isEqual(key.alphaBeta);
}

/** Σ left[i]·right[i] */
const dot = (left: readonly mcl.Fr[], right: readonly mcl.Fr[]): mcl.Fr =>
  left.reduce((sum, value, index) => mcl.add(sum, mcl.mul(value, right[index] ?? new mcl.Fr())), new mcl.Fr());

/** Raises the equation of each proof to a random 128-bit power and multiplies them, with one final exponentiation. */
function holdTogether(key: PreparedKey, proofs: readonly Loaded[], fillRandom: FillRandom): boolean {
  const bytes = drawCoefficients(proofs.length, fillRandom);
  const weights = proofs.map((_, index) => {
    const weight = new mcl.Fr();
    weight.setLittleEndian(bytes.subarray(index * COEFFICIENT_BYTES, (index + 1) * COEFFICIENT_BYTES));
    return weight;
  });
  const total = weights.reduce((sum, weight) => mcl.add(sum, weight), new mcl.Fr());
  const signalSums = key.ic.slice(1).map((_, index) =>
    dot(
      weights,
      proofs.map(({ signals }) => signals[index] ?? new mcl.Fr()),
    ),
  );
  const vkX = mcl.mulVec([...key.ic], [total, ...signalSums]);
  const c = mcl.mulVec(
    proofs.map((proof) => proof.c),
    weights,
  );
  let product = mcl.mul(
    mcl.precomputedMillerLoop2(vkX, key.gamma, c, key.delta),
    mcl.precomputedMillerLoop(mcl.mul(key.alpha, total), key.beta),
  );
  proofs.forEach((proof, index) => {
    product = mcl.mul(product, mcl.millerLoop(mcl.mul(proof.a, weights[index] ?? one()), proof.b));
  });
  return mcl.finalExp(product).isOne();
}

/** The arithmetic of mcl-wasm. `mcl.init` selects the curve for the whole process. */
export async function mclArithmetic(
  key: VerifyingKey,
  fillRandom: FillRandom,
): Promise<Result<Arithmetic<Loaded>, KeyMalformed>> {
  await mcl.init(mcl.BN_SNARK1);
  const prepared = prepare(key);
  if (!prepared.ok) return prepared;
  return ok({
    path: 'mcl',
    publicSignalCount: publicSignalCount(key),
    load,
    judge: (proof) => (holds(prepared.value, proof) ? VALID : REJECTED),
    holdTogether: (proofs) => holdTogether(prepared.value, proofs, fillRandom),
  });
}

/** A verifier over mcl-wasm, which runs everywhere and takes several milliseconds per proof. */
export async function createMclVerifier(
  key: VerifyingKey,
  fillRandom: FillRandom,
): Promise<Result<Verifier, KeyMalformed>> {
  const made = await mclArithmetic(key, fillRandom);
  return made.ok ? ok(assembleVerifier(made.value)) : made;
}
