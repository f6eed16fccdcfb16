import type { Did } from '@pos/vocabulary/did.ts';
import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { agentProfiles } from './schema/agent-profiles.ts';

/** True if an agent with this DID is registered. */
export async function agentExists({ orm }: Database, did: Did): Promise<boolean> {
  const found = await orm
    .select({ did: agentProfiles.did })
    .from(agentProfiles)
    .where(eq(agentProfiles.did, did))
    .limit(1);
  return found.length > 0;
}
