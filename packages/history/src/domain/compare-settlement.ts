import { clientCommitment } from '@pos/receipts/identity.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import type { Outcome } from '@pos/receipts/outcome.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { decideReceipt, type SettledWork } from './decide-receipt.ts';
import type { Deviation } from './deviation.ts';

/** What a stored receipt says of its settlement. */
export interface StatedWork {
  readonly did: Did;
  readonly sequence: number;
  readonly outcome: Outcome;
  readonly valueAtomic: bigint;
  readonly skill: Skill | null;
  readonly client: FieldElement;
  readonly blinding: FieldElement;
}

/** Whether a receipt says of its settlement what the ledger says of it: agent, value, skill, and behind its commitment the payer. */
export function compareSettlement(stated: StatedWork, settled: SettledWork | undefined): Deviation | undefined {
  const { did, sequence } = stated;
  if (settled === undefined) return { code: 'receipt-without-settlement', did, sequence };
  // What was overturned may not be on chain any more; what it was worth stands in the ledger all the same.
  const decided = decideReceipt(stated.outcome === 'reversed' ? { ...settled, status: 'confirmed' } : settled);
  if (!decided.ok) return { code: 'receipt-contradicts-settlement', did, sequence, what: decided.error };
  const told = decided.value;
  // A reversal takes off what was given back, which may be less than was paid.
  const fits =
    stated.outcome === 'reversed' ? stated.valueAtomic <= told.valueAtomic : stated.valueAtomic === told.valueAtomic;
  const what =
    told.did !== did
      ? 'agent'
      : !fits
        ? 'value'
        : told.skill !== stated.skill
          ? 'skill'
          : clientCommitment(told.client, stated.blinding) !== stated.client
            ? 'client'
            : undefined;
  return what === undefined ? undefined : { code: 'receipt-contradicts-settlement', did, sequence, what };
}
