import { clientCommitment } from '@pos/receipts/identity.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import type { Outcome } from '@pos/receipts/outcome.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { decideReceipt, type SettledWork } from './decide-receipt.ts';
import type { Deviation } from './deviation.ts';

/** The members of a stored receipt that derive from its settlement. */
export interface StatedWork {
  readonly did: Did;
  readonly sequence: number;
  readonly outcome: Outcome;
  readonly valueAtomic: bigint;
  readonly skill: Skill | null;
  readonly client: FieldElement;
  readonly blinding: FieldElement;
}

/** Compares the agent, value, skill and committed client of a receipt with its settlement in the ledger. */
export function compareSettlement(stated: StatedWork, settled: SettledWork | undefined): Deviation | undefined {
  const { did, sequence } = stated;
  if (settled === undefined) return { code: 'receipt-without-settlement', did, sequence };
  // A reversed payment may no longer be on chain. The ledger still has its value, so the status is ignored.
  const decided = decideReceipt(stated.outcome === 'reversed' ? { ...settled, status: 'confirmed' } : settled);
  if (!decided.ok) return { code: 'receipt-contradicts-settlement', did, sequence, what: decided.error };
  const expected = decided.value;
  // The value of a reversal is the refund, which may be less than the payment.
  const fits =
    stated.outcome === 'reversed'
      ? stated.valueAtomic <= expected.valueAtomic
      : stated.valueAtomic === expected.valueAtomic;
  const what =
    expected.did !== did
      ? 'agent'
      : !fits
        ? 'value'
        : expected.skill !== stated.skill
          ? 'skill'
          : clientCommitment(expected.client, stated.blinding) !== stated.client
            ? 'client'
            : undefined;
  return what === undefined ? undefined : { code: 'receipt-contradicts-settlement', did, sequence, what };
}
