import type { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { readPublicSignals, type NamedSignals, type SignalRefusal } from '@pos/receipts/public-signals.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import { nullifier, type Nullifier } from '@pos/vocabulary/nullifier.ts';
import { ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';

type Stated<S extends Statement> = Extract<z.output<typeof VerifiedProof>, { statement: S }>;

/** The public inputs of a proof in the registry's types. They are the proof's binding and its statement. */
export interface ProofInputs {
  readonly nullifier: Nullifier;
  readonly anchor: FieldElement;
  readonly agent: FieldElement;
  readonly scope: FieldElement;
  readonly signalHash: FieldElement;
  /** The statement and its thresholds, in the shape in which they are published. */
  readonly stated: { readonly [S in Statement]: Pick<Stated<S>, 'statement' | 'thresholds'> }[Statement];
}

const small = (element: FieldElement): number => Number(element);

/** The signals that both statements have. */
type Common = Readonly<
  Record<Extract<keyof NamedSignals<'history-totals'>, keyof NamedSignals<'chosen-receipts'>>, FieldElement>
>;

/** `readPublicSignals` checked that all signals but the value are at most 32 bits wide, so `Number` is exact. */
const atLeast = ({ minCount, minValue, minQualityBps }: Common) => ({
  minCount: small(minCount),
  minValueAtomic: BigInt(minValue),
  minQualityBps: small(minQualityBps),
});

const inputsOf = (
  { nullifier: decimal, anchor, agent, scope, signalHash }: Common,
  stated: ProofInputs['stated'],
): ProofInputs => ({
  nullifier: nullifier(decimal.toString()),
  anchor,
  agent,
  scope,
  signalHash,
  stated,
});

/** Reads the public signals of a proof. Refuses a wrong number of signals and values outside the circuit's ranges. */
export function readProofInputs(statement: Statement, signals: readonly bigint[]): Result<ProofInputs, SignalRefusal> {
  if (statement === 'history-totals') {
    const read = readPublicSignals(statement, signals);
    return read.ok
      ? ok(
          inputsOf(read.value, {
            statement,
            thresholds: { ...atLeast(read.value), maxDisputeBps: small(read.value.maxDisputeBps) },
          }),
        )
      : read;
  }
  const read = readPublicSignals(statement, signals);
  return read.ok
    ? ok(inputsOf(read.value, { statement, thresholds: { ...atLeast(read.value), skill: read.value.skill } }))
    : read;
}
