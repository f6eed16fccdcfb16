import type { Agent } from '@pos/contract/registry/schemas/agent.ts';
import type { AgentRemoval } from '@pos/contract/registry/schemas/agent-updates.ts';
import type { Database } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { and, asc, eq, gte, sql } from 'drizzle-orm';
import type * as z from 'zod';
import { agentOf, capabilitiesOf, evidenceRoot } from './agents.ts';

export interface UpdateQuery {
  /** Undefined for all agents. Removed agents are then left out. */
  readonly since: Date | undefined;
  readonly after: { readonly updatedAt: Date; readonly did: string } | undefined;
  readonly limit: number;
}

/** A listed agent, or one that is no longer listed. */
export type AgentUpdate = { readonly did: Did; readonly updatedAt: Date } & (
  { readonly agent: z.output<typeof Agent> } | { readonly removal: z.output<typeof AgentRemoval> }
);

/** The last change of each agent, oldest first. */
export async function agentUpdates(
  database: Database,
  { since, after, limit }: UpdateQuery,
): Promise<readonly AgentUpdate[]> {
  const found = await database.orm
    .select({ profile: agentProfiles, score: reputationScores, evidenceRoot })
    .from(agentProfiles)
    .leftJoin(reputationScores, eq(reputationScores.did, agentProfiles.did))
    .where(
      and(
        since === undefined ? eq(agentProfiles.status, 'active') : gte(agentProfiles.updatedAt, since),
        after === undefined
          ? undefined
          : sql`(${agentProfiles.updatedAt}, ${agentProfiles.did}) > (${after.updatedAt.toISOString()}::timestamptz, ${after.did})`,
      ),
    )
    .orderBy(asc(agentProfiles.updatedAt), asc(agentProfiles.did))
    .limit(limit);
  const skills = await capabilitiesOf(
    database.orm,
    found.map(({ profile }) => profile.did),
  );
  return found.map((each): AgentUpdate => {
    const { did, status, updatedAt } = each.profile;
    return status === 'active'
      ? { did, updatedAt, agent: agentOf(each, skills.get(did) ?? []) }
      : { did, updatedAt, removal: { status, updatedAt } };
  });
}
