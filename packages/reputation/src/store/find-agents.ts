import { agentDids } from '@pos/database/schema/agent-dids.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import type { Queries } from '@pos/database/session.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { eq, inArray } from 'drizzle-orm';

export interface RegisteredAgent {
  readonly did: Did;
  readonly payTo: SolanaAddress;
}

/** The registered agents that these DIDs resolve to, by DID. DIDs that resolve to no agent are missing. */
export async function findAgents(queries: Queries, dids: readonly Did[]): Promise<ReadonlyMap<Did, RegisteredAgent>> {
  if (dids.length === 0) return new Map();
  const wanted = [...new Set(dids)];
  const [own, others] = await Promise.all([
    queries
      .select({ did: agentProfiles.did, payTo: agentProfiles.payTo })
      .from(agentProfiles)
      .where(inArray(agentProfiles.did, wanted)),
    queries
      .select({ alias: agentDids.did, did: agentProfiles.did, payTo: agentProfiles.payTo })
      .from(agentDids)
      .innerJoin(agentProfiles, eq(agentProfiles.did, agentDids.agentDid))
      .where(inArray(agentDids.did, wanted)),
  ]);
  return new Map([
    ...others.map(({ alias, did, payTo }) => [alias, { did, payTo }] as const),
    ...own.map((agent) => [agent.did, agent] as const),
  ]);
}
