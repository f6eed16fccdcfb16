import type { Transaction } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { eq } from 'drizzle-orm';

/**
 * Registers the owner's commitment, which takes effect with the next anchor. False if the agent is unknown. Sets the
 * flag of the history after changing the profile, because the anchor builder clears the flag before it reads the
 * profile.
 */
export async function registerOwner(tx: Transaction, did: Did, commitment: FieldElement): Promise<boolean> {
  const known = await tx
    .update(agentProfiles)
    .set({ ownerCommitment: commitment.toString() })
    .where(eq(agentProfiles.did, did))
    .returning({ did: agentProfiles.did });
  if (known.length === 0) return false;
  const flag = { ownerChanged: true };
  // Creates the accumulator if there is none, so that a concurrent append of the first receipt waits for this row.
  await tx
    .insert(historyAccumulators)
    .values({ did, ...flag })
    .onConflictDoUpdate({ target: historyAccumulators.did, set: flag });
  return true;
}
