import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getIndex = route({
  id: 'get-index',
  method: 'GET',
  path: '/',
  summary: 'Get the addresses from which a person or a program finds everything else',
  responses: {
    200: z.object({
      title: z.string(),
      version: z.string().meta({ description: 'Version of the API.' }),
      links: z.array(
        z.object({
          href: z.url(),
          type: z.string().meta({ description: 'Media type of the answer.' }),
          title: z.string(),
        }),
      ),
    }),
  },
  page: 'The links as a page for people.',
  problems: [],
  access: open('It is the first address that anybody opens.'),
  needs: [],
  cacheSeconds: 300,
});
