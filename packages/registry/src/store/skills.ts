import type { Database } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { capabilities } from '@pos/database/schema/capabilities.ts';
import { and, desc, eq, gt, like, lt, ne, or, sql } from 'drizzle-orm';
import type { SkillPosition } from '../domain/skill-cursor.ts';

interface SkillQuery {
  /** Lower-case letters, digits and hyphens, so it contains no wildcard of `like`. */
  readonly prefix: string | undefined;
  readonly after: SkillPosition | undefined;
  readonly limit: number;
}

/**
 * Skills with the number of their active agents, most agents first. The skills of all agents are counted, which the
 * index of skills answers alone, and those of the few inactive agents are subtracted.
 */
export function countSkills({ orm }: Database, query: SkillQuery): Promise<readonly SkillPosition[]> {
  const { skill } = capabilities;
  const begins = query.prefix === undefined ? undefined : like(skill, `${query.prefix}%`);
  const all = orm
    .select({ skill, offering: sql<number>`count(*)`.as('offering') })
    .from(capabilities)
    .where(begins)
    .groupBy(skill)
    .as('all_agents');
  const inactive = orm
    .select({ skill, absent: sql<number>`count(*)`.as('absent') })
    .from(agentProfiles)
    .innerJoin(capabilities, eq(capabilities.agentDid, agentProfiles.did))
    .where(and(ne(agentProfiles.status, 'active'), begins))
    .groupBy(skill)
    .as('inactive_agents');
  const agents = sql<number>`(${all.offering} - coalesce(${inactive.absent}, 0))::int`;
  // The order of bytes does not depend on the collation of the database.
  const name = sql`${all.skill} collate "C"`;
  const { after } = query;
  return orm
    .select({ skill: all.skill, agents })
    .from(all)
    .leftJoin(inactive, eq(inactive.skill, all.skill))
    .where(
      and(
        gt(agents, 0),
        after === undefined
          ? undefined
          : or(lt(agents, after.agents), and(eq(agents, after.agents), gt(name, after.skill))),
      ),
    )
    .orderBy(desc(agents), name)
    .limit(query.limit);
}
