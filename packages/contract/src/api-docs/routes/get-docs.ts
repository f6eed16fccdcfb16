import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getDocs = route({
  id: 'get-docs',
  method: 'GET',
  path: '/docs',
  summary: 'Get the documentation of the API as a page',
  responses: { 200: { contentType: 'text/html', description: 'An HTML page that loads nothing from other origins.' } },
  problems: [],
  access: open('Documentation is public.'),
  needs: ['tokenUrl'],
  cacheSeconds: 300,
});
