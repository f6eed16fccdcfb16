import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Instant } from '../../schemas/time.ts';

export const getVersion = route({
  id: 'get-version',
  method: 'GET',
  path: '/version',
  summary: 'Get the versions of the API and of the reputation model, and the commit that the registry was built from',
  responses: {
    200: z.object({
      api: z.string().meta({ description: 'Version of the API. /openapi.json has it as info.version.' }),
      reputationModel: z.string().meta({ description: 'The version that GET /reputation/models lists as current.' }),
      stage: z.string(),
      commit: z.string().nullable().meta({
        description: 'Git commit of the deployment. Null if the deployment does not know it.',
      }),
      startedAt: Instant.meta({
        description:
          'Start of the process that answered. A deployed registry has several processes, which start independently.',
      }),
    }),
  },
  problems: [],
  access: open('Callers report the version with a fault.'),
  needs: ['build'],
});
