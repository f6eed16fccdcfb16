import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getOpenApi = route({
  id: 'get-open-api',
  method: 'GET',
  path: '/openapi.json',
  summary: 'This API as OpenAPI 3.1',
  responses: { 200: z.record(z.string(), z.unknown()) },
  problems: [],
  access: open('A machine reads this before it can do anything else.'),
  needs: ['tokenUrl'],
  cacheSeconds: 300,
});
