import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getHealth = route({
  id: 'get-health',
  method: 'GET',
  path: '/health',
  summary: 'Check whether the registry, its database and its Solana node respond',
  responses: {
    200: z.object({
      status: z.enum(['ok', 'degraded']),
      stage: z.string(),
      parts: z.record(
        z.string(),
        z.object({ status: z.enum(['ok', 'down']), latencyMs: z.number().int(), detail: z.string().optional() }),
      ),
    }),
  },
  problems: [],
  access: open('Load balancers and operators ask without a token.'),
  needs: ['database', 'solana'],
});
