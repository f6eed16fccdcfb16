import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { fieldElement, isFieldElement, type FieldElement } from './field-element.ts';
import { PUBLIC_SIGNALS, type SignalName, type SignalSpec, type Statement } from './statements.ts';

export type ClaimOf<S extends Statement> = Readonly<Record<SignalName<S>, FieldElement>>;

export type SignalRefusal =
  | { readonly code: 'signal-count'; readonly expected: number; readonly got: number }
  | { readonly code: 'signal-out-of-range'; readonly signal: string };

const inRange = (value: bigint, { bits, min = 0n, max }: SignalSpec) =>
  isFieldElement(value) && value >= min && value < 1n << BigInt(bits) && (max === undefined || value <= max);

/** Names a proof's public signals. Ranges are the circuit's own: a valid proof is never refused here. */
export function readPublicSignals<S extends Statement>(
  statement: S,
  signals: readonly bigint[],
): Result<ClaimOf<S>, SignalRefusal> {
  const specs: readonly SignalSpec[] = PUBLIC_SIGNALS[statement];
  if (signals.length !== specs.length)
    return err({ code: 'signal-count', expected: specs.length, got: signals.length });
  const wrong = specs.find((spec, at) => !inRange(signals[at] ?? -1n, spec));
  if (wrong !== undefined) return err({ code: 'signal-out-of-range', signal: wrong.name });
  return ok(Object.fromEntries(specs.map(({ name }, at) => [name, fieldElement(signals[at] ?? -1n)])) as ClaimOf<S>);
}

/** The claim in the order of the statement's public signals. */
export const publicSignalsOf = <S extends Statement>(statement: S, claim: ClaimOf<S>): FieldElement[] =>
  PUBLIC_SIGNALS[statement].map(({ name }) => claim[name as SignalName<S>]);
