import type { Database } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { capabilities } from '@pos/database/schema/capabilities.ts';
import { and, desc, eq, like, ne, notExists, sql } from 'drizzle-orm';
import type { SkillPosition } from '../domain/skill-cursor.ts';

interface SkillQuery {
  /** Lower-case letters, digits and hyphens, so it contains no wildcard of `like`. */
  readonly prefix: string | undefined;
  readonly after: SkillPosition | undefined;
  readonly limit: number;
}

const agents = sql<number>`count(*)::int`;
/** Names in the order of their bytes, which does not depend on the collation of the database. */
const name = sql`${capabilities.skill} collate "C"`;

/**
 * Skills with the number of their active agents, most agents first. The index holds skill and agent, and few agents are
 * inactive, so one pass over the index counts all skills.
 */
export function countSkills(
  { orm }: Database,
  { prefix, after, limit }: SkillQuery,
): Promise<readonly SkillPosition[]> {
  const inactive = orm
    .select({ did: agentProfiles.did })
    .from(agentProfiles)
    .where(and(eq(agentProfiles.did, capabilities.agentDid), ne(agentProfiles.status, 'active')));
  return orm
    .select({ skill: capabilities.skill, agents })
    .from(capabilities)
    .where(and(prefix === undefined ? undefined : like(capabilities.skill, `${prefix}%`), notExists(inactive)))
    .groupBy(capabilities.skill)
    .having(
      after === undefined
        ? undefined
        : sql`(${agents} < ${after.agents} or (${agents} = ${after.agents} and ${name} > ${after.skill}))`,
    )
    .orderBy(desc(agents), name)
    .limit(limit);
}
