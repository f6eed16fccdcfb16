import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getReadiness = route({
  id: 'get-readiness',
  method: 'GET',
  path: '/health/ready',
  summary: 'Check whether the registry can serve requests: 200 if its database answers, otherwise 503',
  description:
    'Load balancers and monitors read the status code alone. GET /health also asks the Solana node, and always answers with 200.',
  responses: { 200: z.object({ status: z.literal('ready') }) },
  problems: ['upstream-unavailable'],
  access: open('Load balancers and monitors ask without a token.'),
  needs: ['database'],
});
