import type { Transaction } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { eq } from 'drizzle-orm';

/**
 * Registers who proves an agent's work, from the next anchor on; false where there is no such agent. The history is
 * flagged after the profile is changed: whoever builds an anchor takes the flag first and reads the profile then.
 */
export async function registerOwner(tx: Transaction, did: Did, commitment: FieldElement): Promise<boolean> {
  const known = await tx
    .update(agentProfiles)
    .set({ ownerCommitment: commitment.toString() })
    .where(eq(agentProfiles.did, did))
    .returning({ did: agentProfiles.did });
  if (known.length === 0) return false;
  const flag = { ownerChanged: true };
  // Made where there is no history yet, so that whoever appends the first receipt at this moment waits for the flag.
  await tx
    .insert(historyAccumulators)
    .values({ did, ...flag })
    .onConflictDoUpdate({ target: historyAccumulators.did, set: flag });
  return true;
}
