import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Agent, SkillInput } from '../schemas/agent.ts';
import { nextCursor, PageQuery } from '../../schemas/page.ts';

export const listAgents = route({
  id: 'list-agents',
  method: 'GET',
  path: '/agents',
  summary: 'Find agents by skills, free text and minimum score, best first',
  query: z.strictObject({
    skills: z
      .string()
      .max(1_024)
      .transform((list) => list.split(','))
      .pipe(z.array(SkillInput).max(16))
      .optional()
      .meta({ description: 'Comma-separated skills. An agent must have all of them.', example: 'text-analysis' }),
    q: z
      .string()
      .trim()
      .min(2)
      .max(200)
      .optional()
      .meta({ description: 'Free text, searched in name, description and skills.' }),
    minScoreBps: z.coerce.number().pipe(ScoreBps).optional().meta({ description: 'Lowest score of the agents.' }),
    ...PageQuery,
  }),
  responses: { 200: z.object({ agents: z.array(Agent), nextCursor }) },
  problems: ['request-invalid'],
  access: open('Any client may search for agents.'),
  needs: ['database'],
  cacheSeconds: 5,
});
