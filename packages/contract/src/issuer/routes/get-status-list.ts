import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getStatusList = route({
  id: 'get-status-list',
  method: 'GET',
  path: '/credentials/status/{list}',
  summary: 'Which credentials are revoked: an IETF Token Status List of many, so that asking betrays none',
  params: z.object({ list: z.coerce.number().int().min(0).max(1_000_000) }),
  responses: {
    200: { contentType: 'application/statuslist+jwt', description: 'A signed JWT with one bit a credential.' },
  },
  problems: ['credential-unknown'],
  access: open('Every verifier reads it.'),
  needs: ['database', 'issuerKey'],
  cacheSeconds: 60,
});
