import type { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { readPublicSignals, type ClaimOf, type SignalRefusal } from '@pos/receipts/public-signals.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import { nullifier, type Nullifier } from '@pos/vocabulary/nullifier.ts';
import { ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';

type Stated<S extends Statement> = Extract<z.output<typeof VerifiedProof>, { statement: S }>;

/** What a proof's public signals say: where it is bound, and what it claims of the history. */
export interface Claim {
  readonly nullifier: Nullifier;
  readonly anchor: FieldElement;
  readonly agent: FieldElement;
  readonly scope: FieldElement;
  readonly signalHash: FieldElement;
  /** The statement with its thresholds, as they are published. */
  readonly claimed: { readonly [S in Statement]: Pick<Stated<S>, 'statement' | 'thresholds'> }[Statement];
}

const small = (element: FieldElement): number => Number(element);

/** What the signals of both statements have in common. */
type Common = Readonly<
  Record<Extract<keyof ClaimOf<'history-totals'>, keyof ClaimOf<'chosen-receipts'>>, FieldElement>
>;

/** All but the value are 32 bits wide at most: `readPublicSignals` held them to it. */
const atLeast = ({ minCount, minValue, minQualityBps }: Common) => ({
  minCount: small(minCount),
  minValueAtomic: BigInt(minValue),
  minQualityBps: small(minQualityBps),
});

const claimOf = ({ nullifier: made, anchor, agent, scope, signalHash }: Common, claimed: Claim['claimed']): Claim => ({
  nullifier: nullifier(made.toString()),
  anchor,
  agent,
  scope,
  signalHash,
  claimed,
});

/** Names a proof's public signals; the ranges are the circuit's own. */
export function readClaim(statement: Statement, signals: readonly bigint[]): Result<Claim, SignalRefusal> {
  if (statement === 'history-totals') {
    const read = readPublicSignals(statement, signals);
    return read.ok
      ? ok(
          claimOf(read.value, {
            statement,
            thresholds: { ...atLeast(read.value), maxDisputeBps: small(read.value.maxDisputeBps) },
          }),
        )
      : read;
  }
  const read = readPublicSignals(statement, signals);
  return read.ok
    ? ok(claimOf(read.value, { statement, thresholds: { ...atLeast(read.value), skill: read.value.skill } }))
    : read;
}
