import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/**
 * groth16-bounds.wasm is the kernel compiled with lanes-bounds.h, which evaluates the same formulas on magnitudes
 * instead of numbers. One run covers every input, because data-dependent branches take all their cases.
 */

interface BoundsKernel {
  setup(): void;
  prepare_key(baseCount: number): number;
  check_points(): number;
  verify_one(): number;
  verify_batch(count: number): number;
  seen_digit(): number;
  seen_product(): number;
  seen_column(): number;
  loosen(balanced: number): void;
}

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: BoundsKernel };
};

const KINDS = ['', 'digit too large', 'product too large', 'column too large', 'count wrong', 'estimate too coarse'];

const compiled = new WebAssembly.Module(readFileSync(join(import.meta.dirname, 'groth16-bounds.wasm')));

function analyse(baseCount: number, batches: readonly number[], balanced = 2 ** 50) {
  const violations = new Set<string>();
  const imports = {
    bounds: {
      violation: (kind: number, amount: number) => violations.add(`${KINDS[kind]}: 2^${Math.log2(amount).toFixed(3)}`),
    },
  };
  const kernel = new WebAssembly.Instance(compiled, imports).exports;
  kernel.loosen(balanced);
  kernel.setup();
  kernel.prepare_key(baseCount);
  kernel.check_points();
  kernel.verify_one();
  batches.forEach((count) => kernel.verify_batch(count));
  return { violations: [...violations], kernel };
}

describe('the kernel respects its bounds for every input', () => {
  it.each([
    { baseCount: 1, batches: [1, 2] },
    { baseCount: 8, batches: [3, 128] },
    { baseCount: 65, batches: [127] },
  ])('with $baseCount bases and batches of $batches', ({ baseCount, batches }) => {
    const { violations, kernel } = analyse(baseCount, batches);
    expect(violations).toEqual([]);
    expect(kernel.seen_product()).toBeLessThanOrEqual(2 ** 102);
    expect(kernel.seen_column()).toBeLessThan(2 ** 63);
    expect(kernel.seen_digit()).toBeLessThanOrEqual(2 ** 53);
  });

  it('and the analysis reports a digit above its bound', () => {
    const { violations } = analyse(2, [2], 2 ** 50 * 1.001);
    expect(violations.some((violation) => violation.startsWith('product too large'))).toBe(true);
  });
});
