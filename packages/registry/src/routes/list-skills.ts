import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listSkills as route } from '@pos/contract/registry/routes/list-skills.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { refuseCursor } from '../cursor-refusal.ts';
import { readSkillCursor, skillCursor } from '../domain/skill-cursor.ts';
import { countSkills } from '../store/skills.ts';

/** The skills on offer with the number of their agents, most agents first. */
export const listSkills =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query: { prefix, limit, cursor } }) => {
    const after = cursor === undefined ? undefined : readSkillCursor(cursor);
    if (cursor !== undefined && after === undefined) return refuseCursor();
    const found = await countSkills(database, { prefix, after, limit: limit + 1 });
    const skills = found.slice(0, limit);
    const last = found.length > limit ? skills.at(-1) : undefined;
    return reply(200, { skills, nextCursor: last === undefined ? null : skillCursor(last) });
  };

export const handler = routeLambda(route, listSkills);
