import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getDocs = route({
  id: 'get-docs',
  method: 'GET',
  path: '/docs',
  summary: 'The API to read',
  responses: { 200: { contentType: 'text/html', description: 'A page without scripts from elsewhere.' } },
  problems: [],
  access: open('Documentation is public.'),
  needs: ['tokenUrl'],
  cacheSeconds: 300,
});
