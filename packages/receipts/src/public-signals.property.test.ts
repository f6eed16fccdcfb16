import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';
import { publicSignalsOf, readPublicSignals } from './public-signals.ts';
import { PUBLIC_SIGNALS, STATEMENTS, type SignalSpec } from './statements.ts';

const range = ({ bits, min = 0n, max }: SignalSpec) => ({
  min,
  max: max ?? (bits === 254 ? BN254_SCALAR_ORDER : 1n << BigInt(bits)) - 1n,
});
const signalsArb = (specs: readonly SignalSpec[]) => fc.tuple(...specs.map((spec) => fc.bigInt(range(spec))));

describe.each(STATEMENTS)('the public signals of %s', (statement) => {
  const specs: readonly SignalSpec[] = PUBLIC_SIGNALS[statement];

  it('round-trip through their names', () =>
    fc.assert(
      fc.property(signalsArb(specs), (signals) => {
        const named = readPublicSignals(statement, signals);
        expect(named.ok && publicSignalsOf(statement, named.value)).toEqual(signals);
      }),
    ));

  it.each(specs.map((spec, at) => [spec.name, at] as const))('are refused when %s is out of range', (name, at) => {
    const least = specs.map((spec) => range(spec).min);
    const { min, max } = range(specs[at] ?? { name, bits: 0, meaning: '' });
    for (const outside of [min - 1n, max + 1n]) {
      expect(readPublicSignals(statement, least.with(at, outside))).toEqual({
        ok: false,
        error: { code: 'signal-out-of-range', signal: name },
      });
    }
  });

  it('are refused when one is missing or one is added', () => {
    const least = specs.map((spec) => range(spec).min);
    for (const signals of [least.slice(1), [...least, 0n]]) {
      expect(readPublicSignals(statement, signals)).toMatchObject({ ok: false, error: { code: 'signal-count' } });
    }
  });
});
