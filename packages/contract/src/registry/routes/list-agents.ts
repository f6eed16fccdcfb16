import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Agent, SkillInput } from '../schemas/agent.ts';
import { AgentRemoval, UpdatedSince, UPDATES_ALONE } from '../schemas/agent-updates.ts';
import { nextCursor, PageQuery } from '../../schemas/page.ts';
import { Instant } from '../../schemas/time.ts';

export const listAgents = route({
  id: 'list-agents',
  method: 'GET',
  path: '/agents',
  summary: 'Find agents by skills, free text and minimum score, best first, or all changes since a time',
  description:
    'With updatedSince the page holds the agents that registered or changed since then, in the order of their changes. A new score is not a change. See docs/http.md.',
  query: z
    .strictObject({
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
      updatedSince: UpdatedSince.optional(),
      ...PageQuery,
    })
    .refine(...UPDATES_ALONE),
  responses: {
    200: z.object({
      agents: z.array(Agent),
      removed: z
        .record(z.string(), AgentRemoval)
        .optional()
        .meta({ description: 'Only with updatedSince: agents that are no longer listed, by DID.' }),
      nextUpdatedSince: Instant.optional().meta({
        description: 'Only with updatedSince: the updatedSince of the next synchronization, after the last page.',
      }),
      nextCursor,
    }),
  },
  problems: ['request-invalid'],
  access: open('Any client may search for agents.'),
  needs: ['database'],
  cacheSeconds: 5,
});
