import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getOpenApi = route({
  id: 'get-open-api',
  method: 'GET',
  path: '/openapi.json',
  summary: 'Get the API as an OpenAPI 3.1 document',
  responses: { 200: z.record(z.string(), z.unknown()) },
  problems: [],
  access: open('Clients read the document before they have a token.'),
  needs: ['tokenUrl'],
  cacheSeconds: 300,
});
