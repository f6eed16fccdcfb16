import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { SCALAR_ORDER } from '../domain/bn254.ts';
import type { Groth16Proof } from '../domain/groth16-proof.ts';
import { publicSignalCount, type KeyMalformed, type VerifyingKey } from '../domain/verifying-key.ts';
import { assembleVerifier, REJECTED, VALID, type Arithmetic } from './assemble.ts';
import { coefficientAt, drawCoefficients, type FillRandom } from './batch-coefficients.ts';
import { FIELD_BYTES, G1_BYTES, G2_BYTES, writeField, writeG1, writeG2 } from './bytes.ts';
import { instantiateKernel, STATUS, type KernelInstance } from './kernel-instance.ts';
import type { ProofPointInvalid, Verdict, Verifier } from './verifier.ts';

const PROOF_BYTES = 2 * G1_BYTES + G2_BYTES;

/** A proof in the kernel's byte layout (A, B, C), and its public signals. */
interface Loaded {
  readonly bytes: Uint8Array;
  readonly signals: readonly bigint[];
}

/** Views of the kernel's memory. They become detached when the memory grows, so every use creates new ones. */
function views(kernel: KernelInstance): { readonly bytes: Uint8Array; readonly view: DataView } {
  const { buffer } = kernel.memory;
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}

const offCurve = (point: ProofPointInvalid['point']) =>
  err({ code: 'proof-point-invalid', point, reason: 'off-curve' } as const);
const OFF_SUBGROUP = err({ code: 'proof-point-invalid', point: 'pi_b', reason: 'off-subgroup' } as const);

function verdictOf(status: number): Verdict {
  switch (status) {
    case STATUS.valid:
      return VALID;
    case STATUS.aOffCurve:
      return offCurve('pi_a');
    case STATUS.bOffCurve:
      return offCurve('pi_b');
    case STATUS.cOffCurve:
      return offCurve('pi_c');
    case STATUS.bOffSubgroup:
      return OFF_SUBGROUP;
    default:
      return REJECTED;
  }
}

const KEY_FIELDS = new Map<number, string>([
  [STATUS.betaOffSubgroup, '/vk_beta_2'],
  [STATUS.gammaOffSubgroup, '/vk_gamma_2'],
  [STATUS.deltaOffSubgroup, '/vk_delta_2'],
]);

/**
 * Prepares the kernel for a key: line functions of β, γ and δ, combs for vk_x. Refuses G2 points outside the subgroup.
 */
export function prepareKey(kernel: KernelInstance, key: VerifyingKey): Result<KernelInstance, KeyMalformed> {
  const { view } = views(kernel);
  const input = kernel.input_address();
  writeG1(view, input, key.alpha);
  [key.beta, key.gamma, key.delta].forEach((point, index) => writeG2(view, input + G1_BYTES + index * G2_BYTES, point));
  key.ic.forEach((point, index) => writeG1(view, input + G1_BYTES + 3 * G2_BYTES + index * G1_BYTES, point));
  const path = KEY_FIELDS.get(kernel.prepare_key(key.ic.length));
  return path === undefined ? ok(kernel) : err({ code: 'key-malformed', path, reason: 'off-subgroup' });
}

function load(kernel: KernelInstance, proof: Groth16Proof): Result<Loaded, ProofPointInvalid> {
  const { bytes, view } = views(kernel);
  const input = kernel.input_address();
  writeG1(view, input, proof.a);
  writeG2(view, input + G1_BYTES, proof.b);
  writeG1(view, input + G1_BYTES + G2_BYTES, proof.c);
  const status = kernel.check_points();
  if (status === STATUS.aOffCurve) return offCurve('pi_a');
  if (status === STATUS.bOffCurve) return offCurve('pi_b');
  if (status === STATUS.cOffCurve) return offCurve('pi_c');
  return ok({ bytes: bytes.slice(input, input + PROOF_BYTES), signals: proof.publicSignals });
}

function writeScalars(kernel: KernelInstance, scalars: readonly bigint[]): void {
  const { view } = views(kernel);
  const address = kernel.scalars_address();
  scalars.forEach((scalar, index) => writeField(view, address + index * FIELD_BYTES, scalar));
}

function judge(kernel: KernelInstance, { bytes, signals }: Loaded): Verdict {
  views(kernel).bytes.set(bytes, kernel.input_address());
  writeScalars(kernel, [1n, ...signals]);
  return verdictOf(kernel.verify_one());
}

/** The scalars of vk_x's bases. The first is Σ coefficient; then follows Σ coefficient · signal for each signal. */
function weighSignals(proofs: readonly Loaded[], coefficients: Uint8Array): readonly bigint[] {
  const count = proofs[0]?.signals.length ?? 0;
  const sums = Array.from({ length: count + 1 }, () => 0n);
  proofs.forEach(({ signals }, proof) => {
    const coefficient = coefficientAt(coefficients, proof);
    [1n, ...signals].forEach((signal, index) => {
      sums[index] = (sums[index] ?? 0n) + coefficient * signal;
    });
  });
  return sums.map((sum) => sum % SCALAR_ORDER);
}

function holdTogether(kernel: KernelInstance, proofs: readonly Loaded[], fillRandom: FillRandom): boolean {
  const { bytes } = views(kernel);
  const input = kernel.input_address();
  proofs.forEach((proof, index) => bytes.set(proof.bytes, input + index * PROOF_BYTES));
  const coefficients = drawCoefficients(proofs.length, fillRandom);
  bytes.set(coefficients, input + proofs.length * PROOF_BYTES);
  writeScalars(kernel, weighSignals(proofs, coefficients));
  return kernel.verify_batch(proofs.length) === STATUS.valid;
}

/** The kernel's arithmetic, or undefined if the engine has no relaxed SIMD or no fused multiply-add. */
export function kernelArithmetic(
  key: VerifyingKey,
  fillRandom: FillRandom,
): Result<Arithmetic<Loaded>, KeyMalformed> | undefined {
  const kernel = instantiateKernel();
  if (kernel === undefined) return undefined;
  const prepared = prepareKey(kernel, key);
  if (!prepared.ok) return prepared;
  return ok({
    path: 'kernel',
    publicSignalCount: publicSignalCount(key),
    load: (proof) => load(kernel, proof),
    judge: (proof) => judge(kernel, proof),
    holdTogether: (proofs) => holdTogether(kernel, proofs, fillRandom),
  });
}

/** A verifier over the kernel, or undefined if the kernel cannot run. Preparing the key takes some milliseconds. */
export function createKernelVerifier(
  key: VerifyingKey,
  fillRandom: FillRandom,
): Result<Verifier, KeyMalformed> | undefined {
  const made = kernelArithmetic(key, fillRandom);
  return made?.ok ? ok(assembleVerifier(made.value)) : made;
}
