import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CataloguedProblem } from '../schemas/problem.ts';

export const getProblem = route({
  id: 'get-problem',
  method: 'GET',
  path: '/problems/{code}',
  summary: 'Get the meaning of a problem code and its cure',
  params: z.object({
    code: z.string().max(64).meta({ description: 'The `code` of a problem document.', example: 'agent-unknown' }),
  }),
  responses: { 200: CataloguedProblem },
  page: 'The problem as a page for people.',
  problems: ['problem-unknown'],
  access: open('Every problem links to this route.'),
  needs: [],
  cacheSeconds: 300,
});
