import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { fieldElement, isFieldElement, type FieldElement } from './field-element.ts';
import { PUBLIC_SIGNALS, type SignalName, type SignalSpec, type Statement } from './statements.ts';

/** A proof's public signals by name. */
export type NamedSignals<S extends Statement> = Readonly<Record<SignalName<S>, FieldElement>>;

export type SignalRefusal =
  | { readonly code: 'signal-count'; readonly expected: number; readonly got: number }
  | { readonly code: 'signal-out-of-range'; readonly signal: string };

const inRange = (value: bigint, { bits, min = 0n, max }: SignalSpec) =>
  isFieldElement(value) && value >= min && value < 1n << BigInt(bits) && (max === undefined || value <= max);

/**
 * Names a proof's public signals and checks their ranges. The circuit enforces the same ranges, so no valid proof
 * fails.
 */
export function readPublicSignals<S extends Statement>(
  statement: S,
  signals: readonly bigint[],
): Result<NamedSignals<S>, SignalRefusal> {
  const specs: readonly SignalSpec[] = PUBLIC_SIGNALS[statement];
  if (signals.length !== specs.length)
    return err({ code: 'signal-count', expected: specs.length, got: signals.length });
  const wrong = specs.find((spec, at) => !inRange(signals[at] ?? -1n, spec));
  if (wrong !== undefined) return err({ code: 'signal-out-of-range', signal: wrong.name });
  return ok(
    Object.fromEntries(specs.map(({ name }, at) => [name, fieldElement(signals[at] ?? -1n)])) as NamedSignals<S>,
  );
}

/** Named signals as the list that accompanies a proof. */
export const publicSignalsOf = <S extends Statement>(statement: S, named: NamedSignals<S>): FieldElement[] =>
  PUBLIC_SIGNALS[statement].map(({ name }) => named[name as SignalName<S>]);
