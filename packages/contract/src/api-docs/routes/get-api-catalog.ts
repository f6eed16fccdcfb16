import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getApiCatalog = route({
  id: 'get-api-catalog',
  method: 'GET',
  path: '/.well-known/api-catalog',
  summary: 'Get the API catalogue of this host as a link set (RFC 9727 and RFC 9264)',
  responses: {
    200: {
      contentType: 'application/linkset+json',
      description: 'The API of this host with links to its description, its documentation and its status.',
    },
  },
  problems: [],
  access: open('Programs discover the API before they have a token.'),
  needs: [],
  cacheSeconds: 300,
});
