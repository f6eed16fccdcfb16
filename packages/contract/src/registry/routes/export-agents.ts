import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { PageQuery } from '../../schemas/page.ts';
import { UpdatedSince } from '../schemas/agent-updates.ts';

/** Maximum number of lines of one answer. */
export const EXPORT_LINES = 1_000;

export const exportAgents = route({
  id: 'export-agents',
  method: 'GET',
  path: '/agents.ndjson',
  summary: 'Export the agents as lines of JSON, or the changes since a time',
  description:
    'Each line is an agent as GET /agents/{did} answers it. With updatedSince a line with the members did, status and updatedAt stands for an agent that is no longer listed. The header Link with rel="next" leads to the next lines, and the last answer has none. An answer ends early if it grows too large.',
  query: z.strictObject({
    updatedSince: UpdatedSince.optional(),
    after: PageQuery.cursor.meta({ description: 'Part of the address in the header Link.' }),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(EXPORT_LINES)
      .default(EXPORT_LINES)
      .meta({ description: 'Maximum number of lines of the answer.' }),
  }),
  responses: {
    200: { contentType: 'application/x-ndjson', description: 'One JSON object in each line, oldest change first.' },
  },
  problems: ['request-invalid'],
  access: open('Any client may search for agents.'),
  needs: ['database'],
  runtime: { memoryMb: 512, timeoutSeconds: 20 },
});
