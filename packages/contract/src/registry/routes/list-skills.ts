import { Skill } from '@pos/vocabulary/skill.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { nextCursor, PageQuery } from '../../schemas/page.ts';
import { SkillPrefix } from '../schemas/skill-prefix.ts';

export const listSkills = route({
  id: 'list-skills',
  method: 'GET',
  path: '/skills',
  summary: 'List the skills that agents offer, each with the number of its agents, most agents first',
  query: z.strictObject({ prefix: SkillPrefix.optional(), ...PageQuery }),
  responses: {
    200: z.object({
      skills: z.array(
        z.object({
          skill: Skill,
          agents: z.number().int().min(1).meta({ description: 'Number of agents that offer the skill.' }),
        }),
      ),
      nextCursor,
    }),
  },
  problems: ['request-invalid'],
  access: open('Any client may search for agents.'),
  needs: ['database'],
  cacheSeconds: 60,
});
