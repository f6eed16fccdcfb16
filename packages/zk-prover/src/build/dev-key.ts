// SPDX-License-Identifier: GPL-3.0-only
import { bn254 } from '../snarkjs.ts';
import { trapdoorOf } from './dev-trapdoor.ts';
import { fixedBase } from './fixed-base.ts';
import { keyScalars } from './qap.ts';
import { readR1cs } from './r1cs.ts';
import { coefficientsSection, concatBytes, littleEndian, SECTION, uint32s, zkeyFile } from './zkey-file.ts';

/**
 * Computes a Groth16 proving key directly from known toxic waste: evaluates the circuit at τ in plain numbers and makes
 * each point with one fixed-base multiplication. The result is deterministic and takes seconds, while a powers-of-tau
 * file of this size takes most of an hour. The contributions section is empty and the circuit hash zero, so that
 * `snarkjs zkey verify` never accepts the key.
 */
export async function developmentKey(r1csFile: Uint8Array, seed: string, circuit: string): Promise<Uint8Array> {
  const r1cs = readR1cs(r1csFile);
  const { curve, close } = await bn254({ singleThread: true });
  const trapdoor = trapdoorOf(seed, circuit);
  const scalars = keyScalars(r1cs, trapdoor, curve.rootOfUnity);
  const g1 = await fixedBase(curve.code, 'g1');
  const g2 = await fixedBase(curve.code, 'g2');
  await close();
  const { alpha, beta, delta } = trapdoor;
  const header = concatBytes([
    uint32s(32),
    littleEndian(curve.baseOrder),
    uint32s(32),
    littleEndian(r1cs.prime),
    uint32s(r1cs.wires, r1cs.publicSignals, scalars.domainSize),
    g1([alpha, beta]),
    g2([beta, 1n]),
    g1([delta]),
    g2([delta]),
  ]);
  return zkeyFile([
    { id: SECTION.protocol, bytes: uint32s(1) },
    { id: SECTION.header, bytes: header },
    { id: SECTION.coefficients, bytes: coefficientsSection(r1cs.constraints, r1cs.publicSignals, r1cs.prime) },
    { id: SECTION.ic, bytes: g1(scalars.ic) },
    { id: SECTION.h, bytes: g1(scalars.h) },
    { id: SECTION.c, bytes: g1(scalars.c) },
    { id: SECTION.a, bytes: g1(scalars.a) },
    { id: SECTION.b1, bytes: g1(scalars.b) },
    { id: SECTION.b2, bytes: g2(scalars.b) },
    { id: SECTION.contributions, bytes: concatBytes([new Uint8Array(64), uint32s(0)]) },
  ]);
}
