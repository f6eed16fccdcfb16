import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { isOnG1, isOnTwist, type G1Point, type G2Point } from './bn254.ts';
import { MAX_PUBLIC_SIGNALS } from './groth16-proof.ts';
import { g1Point, g2Point } from './point-readers.ts';
import { arrayOf, exactly, ignored, integerBetween, record, type MalformedReason } from './strict-reader.ts';

declare const parsed: unique symbol;

/** A Groth16 key whose points are on their curves. A verifier that prepares it checks the subgroup of the G2 points. */
export interface VerifyingKey {
  readonly alpha: G1Point;
  readonly beta: G2Point;
  readonly gamma: G2Point;
  readonly delta: G2Point;
  /** The point of the constant, then one point per public signal. */
  readonly ic: readonly [G1Point, ...G1Point[]];
  readonly [parsed]: true;
}

export interface KeyMalformed {
  readonly code: 'key-malformed';
  readonly path: string;
  readonly reason: MalformedReason | 'off-curve' | 'off-subgroup';
}

const keyShape = record(
  {
    protocol: exactly('groth16'),
    curve: exactly('bn128'),
    nPublic: integerBetween(0, MAX_PUBLIC_SIGNALS),
    vk_alpha_1: g1Point,
    vk_beta_2: g2Point,
    vk_gamma_2: g2Point,
    vk_delta_2: g2Point,
    vk_alphabeta_12: ignored,
    IC: arrayOf(g1Point, 1, MAX_PUBLIC_SIGNALS + 1),
  },
  ['vk_alphabeta_12'],
);

/** Number of public signals of a proof for this key. */
export const publicSignalCount = (key: VerifyingKey): number => key.ic.length - 1;

/** Reads snarkjs' verification_key.json. `vk_alphabeta_12` is ignored, because verifiers compute e(α, β) themselves. */
export function parseVerifyingKey(input: unknown): Result<VerifyingKey, KeyMalformed> {
  const read = keyShape(input, '');
  if (!read.ok) return err({ code: 'key-malformed', ...read.error });
  const { vk_alpha_1: alpha, vk_beta_2: beta, vk_gamma_2: gamma, vk_delta_2: delta, IC: ic, nPublic } = read.value;
  if (ic.length !== nPublic + 1) return err({ code: 'key-malformed', path: '/IC', reason: 'length-wrong' });
  const off = (path: string) => err({ code: 'key-malformed', path, reason: 'off-curve' } as const);
  if (!isOnG1(alpha)) return off('/vk_alpha_1');
  if (!isOnTwist(beta)) return off('/vk_beta_2');
  if (!isOnTwist(gamma)) return off('/vk_gamma_2');
  if (!isOnTwist(delta)) return off('/vk_delta_2');
  const strayed = ic.findIndex((point) => !isOnG1(point));
  if (strayed >= 0) return off(`/IC/${strayed}`);
  return ok({ alpha, beta, gamma, delta, ic } as unknown as VerifyingKey);
}
