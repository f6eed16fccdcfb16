// SPDX-License-Identifier: GPL-3.0-only
import * as snarkjs from 'snarkjs';

/** Internals of the WebAssembly of snarkjs's curve: its code, and the addresses of its generators. */
export type CurveCode = { readonly code: Uint8Array<ArrayBuffer>; readonly pG1gen: number; readonly pG2gen: number };

export type Bn254 = {
  /** Order of the field of the points' coordinates. */
  readonly baseOrder: bigint;
  /** The 2^power-th root of unity that snarkjs's Fourier transform uses. */
  readonly rootOfUnity: (power: number) => bigint;
  readonly code: CurveCode;
};

/** An export of snarkjs that its types do not declare. */
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

/** The curve. Call `close` after use, because its workers keep the process alive. */
export async function bn254(options: {
  readonly singleThread: boolean;
}): Promise<{ curve: Bn254; close: () => Promise<void> }> {
  const { curves } = snarkjs as unknown as { readonly curves: Curves };
  const { q, Fr, tm, terminate } = await curves.getCurveFromName('bn128', options);
  return { curve: { baseOrder: q, rootOfUnity: (power) => Fr.toObject(Fr.w[power]), code: tm }, close: terminate };
}

/**
 * Terminates snarkjs's workers. snarkjs starts one worker per core, keeps them in a global variable and never
 * terminates them, so the process would not exit. Its next call starts new workers.
 */
export async function endSnarkjsWorkers(): Promise<void> {
  const { curve_bn128: curve } = globalThis as {
    readonly curve_bn128?: { readonly terminate: () => Promise<void> } | null;
  };
  await curve?.terminate();
}

/**
 * snarkjs's representation of a file in memory. Without `data` it is an output file. A plain Uint8Array does not always
 * work, because snarkjs recognises only arrays of its own realm.
 */
export const memoryFile = (data?: Uint8Array): Uint8Array =>
  ({ type: 'mem', ...(data !== undefined && { data }) }) as unknown as Uint8Array;
