import { KERNEL_WASM_BASE64 } from './kernel-wasm.ts';

/** What the kernel answers with; the same numbers as `status` in kernel/src/verify.c. */
export const STATUS = {
  valid: 0,
  rejected: 1,
  aOffCurve: 2,
  bOffCurve: 3,
  cOffCurve: 4,
  bOffSubgroup: 5,
  betaOffSubgroup: 6,
  gammaOffSubgroup: 7,
  deltaOffSubgroup: 8,
} as const;

/** One instance of the kernel: it serves one key. Addresses are offsets into `memory`. */
export interface KernelInstance {
  readonly memory: { readonly buffer: ArrayBuffer };
  setup(): void;
  input_address(): number;
  scalars_address(): number;
  prepare_key(baseCount: number): number;
  check_points(): number;
  verify_one(): number;
  verify_batch(count: number): number;
  fused_multiply_add(): number;
}

/** What is used of the engine's WebAssembly; neither the ES library's types nor Node's describe it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledKernel;
  readonly Instance: new (module: CompiledKernel) => { readonly exports: KernelInstance };
  readonly CompileError: new () => Error;
};
declare const compiledKernel: unique symbol;
interface CompiledKernel {
  readonly [compiledKernel]: true;
}

const decode = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

let compiled: CompiledKernel | undefined;

/**
 * A kernel of its own memory, or undefined where it must not run: no relaxed SIMD in this engine, or a multiply-add
 * that rounds in between, on which the exact products rest.
 */
export function instantiateKernel(): KernelInstance | undefined {
  try {
    compiled ??= new WebAssembly.Module(decode(KERNEL_WASM_BASE64));
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
  const kernel = new WebAssembly.Instance(compiled).exports;
  if (kernel.fused_multiply_add() !== 1) return undefined;
  kernel.setup();
  return kernel;
}
