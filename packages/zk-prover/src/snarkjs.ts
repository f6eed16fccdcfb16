// SPDX-License-Identifier: GPL-3.0-only
import * as snarkjs from 'snarkjs';

/** What the WebAssembly of snarkjs's curve offers beyond its interface: its code, and where its generators lie. */
export type CurveCode = { readonly code: Uint8Array<ArrayBuffer>; readonly pG1gen: number; readonly pG2gen: number };

export type Bn254 = {
  /** Order of the field that the points' coordinates are in. */
  readonly baseOrder: bigint;
  /** The 2^power-th root of unity by which snarkjs transforms. */
  readonly rootOfUnity: (power: number) => bigint;
  readonly code: CurveCode;
};

/** snarkjs keeps this export out of its types. */
type Curves = {
  readonly getCurveFromName: (
    name: 'bn128',
    options: { singleThread: boolean },
  ) => Promise<{
    readonly q: bigint;
    readonly Fr: { readonly w: readonly Uint8Array[]; readonly toObject: (element: Uint8Array | undefined) => bigint };
    readonly tm: CurveCode;
    readonly terminate: () => Promise<void>;
  }>;
};

/** The curve itself. Close it: its workers would keep the process alive. */
export async function bn254(options: {
  readonly singleThread: boolean;
}): Promise<{ curve: Bn254; close: () => Promise<void> }> {
  const { curves } = snarkjs as unknown as { readonly curves: Curves };
  const { q, Fr, tm, terminate } = await curves.getCurveFromName('bn128', options);
  return { curve: { baseOrder: q, rootOfUnity: (power) => Fr.toObject(Fr.w[power]), code: tm }, close: terminate };
}

/**
 * snarkjs starts a worker a core, keeps them in a global, and never ends them: the process would not exit.
 * Ends whatever is running; snarkjs starts anew when it is next called.
 */
export async function endSnarkjsWorkers(): Promise<void> {
  const { curve_bn128: curve } = globalThis as {
    readonly curve_bn128?: { readonly terminate: () => Promise<void> } | null;
  };
  await curve?.terminate();
}

/**
 * A file in memory, as snarkjs has it; without data one to be written. A bare array snarkjs takes for a file only if it is
 * of its own realm.
 */
export const memoryFile = (data?: Uint8Array): Uint8Array =>
  ({ type: 'mem', ...(data !== undefined && { data }) }) as unknown as Uint8Array;
