import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const getStatusList = route({
  id: 'get-status-list',
  method: 'GET',
  path: '/credentials/status/{list}',
  summary: 'Get an IETF Token Status List of revoked credentials, so that a query does not reveal which one is checked',
  params: z.object({
    list: z.coerce
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .meta({ description: 'Number of the list that the credential names.' }),
  }),
  responses: {
    200: { contentType: 'application/statuslist+jwt', description: 'A signed JWT with one bit per credential.' },
  },
  problems: ['status-list-unknown'],
  access: open('Every verifier of a credential needs its status.'),
  needs: ['database', 'credentialIssuerKey'],
  cacheSeconds: 60,
});
