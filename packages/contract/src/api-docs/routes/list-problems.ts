import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CataloguedProblem } from '../schemas/problem.ts';

export const listProblems = route({
  id: 'list-problems',
  method: 'GET',
  path: '/problems',
  summary: 'List every problem that the registry can answer with, and the routes where it occurs',
  responses: { 200: z.object({ problems: z.array(CataloguedProblem) }) },
  problems: [],
  access: open('Clients read the catalogue before they have a token.'),
  needs: [],
  cacheSeconds: 300,
});
