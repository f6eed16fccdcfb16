import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getHealth = route({
  id: 'get-health',
  method: 'GET',
  path: '/health',
  summary: 'Whether the registry and what it stands on answer',
  responses: {
    200: z.object({
      status: z.enum(['ok', 'degraded']),
      stage: z.string(),
      parts: z.record(
        z.string(),
        z.object({ status: z.enum(['ok', 'down']), latencyMs: z.number(), detail: z.string().optional() }),
      ),
    }),
  },
  problems: [],
  access: open('Load balancers and people ask this without a token.'),
  needs: ['database', 'solana'],
});
