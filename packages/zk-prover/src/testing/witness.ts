// SPDX-License-Identifier: GPL-3.0-only
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '@pos/receipts/statements.ts';
import * as snarkjs from 'snarkjs';
import { ARTEFACTS } from '../build/artefact-files.ts';
import { readR1cs, type LinearCombination, type R1cs } from '../build/r1cs.ts';
import { builtFolder } from '../node/built-artefacts.ts';
import { memoryFile } from '../snarkjs.ts';
import type { WitnessInput } from '../prover/witness-input.ts';

export type Circuit = {
  readonly r1cs: R1cs;
  /** The witness, or the innermost template whose assertion failed. Throws on any other error. */
  readonly solve: (
    signals: WitnessInput,
  ) => Promise<{ readonly witness: readonly bigint[] } | { readonly refusedIn: string }>;
};

const REFUSAL = /Assert Failed[\s\S]*?Error in template (\w+?)_\d+ line/;

export async function loadCircuit(statement: Statement): Promise<Circuit> {
  const folder = await builtFolder(statement);
  const wasm = memoryFile(await readFile(join(folder, ARTEFACTS.wasm)));
  const solve: Circuit['solve'] = async (signals) => {
    const made = memoryFile();
    try {
      await snarkjs.wtns.calculate(signals as snarkjs.CircuitSignals, wasm, made);
    } catch (error) {
      const refusedIn = error instanceof Error ? REFUSAL.exec(error.message)?.[1] : undefined;
      if (refusedIn === undefined) throw error;
      return { refusedIn };
    }
    return { witness: (await snarkjs.wtns.exportJson(made as unknown as string)) as readonly bigint[] };
  };
  return { r1cs: readR1cs(await readFile(join(folder, ARTEFACTS.r1cs))), solve };
}

/** Wires whose value can be altered alone without violating a constraint. Wire 0, the constant, is not tested. */
export function looseWires({ prime, wires, constraints }: R1cs, witness: readonly bigint[]): number[] {
  const touching = Array.from({ length: wires }, () => new Set<number>());
  constraints.forEach(({ a, b, c }, at) => {
    for (const { wire } of [...a, ...b, ...c]) touching[wire]?.add(at);
  });
  const altered = [...witness];
  const value = (terms: LinearCombination) =>
    terms.reduce((sum, { wire, coefficient }) => sum + coefficient * (altered[wire] ?? 0n), 0n) % prime;
  const holds = (at: number) => {
    const constraint = constraints[at];
    return constraint === undefined || (value(constraint.a) * value(constraint.b) - value(constraint.c)) % prime === 0n;
  };
  return witness.flatMap((honest, wire) => {
    if (wire === 0) return [];
    altered[wire] = (honest + 1n) % prime;
    const loose = [...(touching[wire] ?? [])].every(holds);
    altered[wire] = honest;
    return loose ? [wire] : [];
  });
}
