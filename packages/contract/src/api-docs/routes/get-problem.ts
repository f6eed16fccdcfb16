import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getProblem = route({
  id: 'get-problem',
  method: 'GET',
  path: '/problems/{code}',
  summary: 'The meaning of a problem code and its cure',
  params: z.object({
    code: z.string().max(64).meta({ description: 'The `code` of a problem document.', example: 'agent-unknown' }),
  }),
  responses: { 200: z.object({ code: z.string(), status: z.number().int(), title: z.string(), cure: z.string() }) },
  problems: ['route-unknown'],
  access: open('The type of every problem document is the address of this route.'),
  needs: [],
  cacheSeconds: 300,
});
