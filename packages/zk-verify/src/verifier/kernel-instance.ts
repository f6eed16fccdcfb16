import { KERNEL_WASM_BASE64 } from './kernel-wasm.ts';

/** Status codes that the kernel returns. The numbers equal those of `status` in kernel/src/verify.c. */
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

/** An instance of the kernel, which serves one key. Addresses are offsets into `memory`. */
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

/** The members of the engine's WebAssembly in use. Neither the ES library's types nor Node's declare them. */
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
 * A new kernel instance with its own memory. Undefined if the kernel must not run. This is the case if the engine has
 * no relaxed SIMD, or if its multiply-add rounds the product, because the kernel's products are exact only with a fused
 * multiply-add.
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
