import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const listModels = route({
  id: 'list-models',
  method: 'GET',
  path: '/reputation/models',
  summary: 'List the versions of the reputation model, newest first, and what each of them changed',
  description: 'A score names the version that computed it in modelVersion. Former versions can still be replayed.',
  responses: {
    200: z.object({
      current: z.string().meta({ description: 'The version whose scores the registry publishes.' }),
      models: z.array(
        z.object({
          version: z.string(),
          status: z.enum(['current', 'former']),
          since: z.iso.date().meta({
            example: '2026-11-23',
            description: 'First day, in UTC, on which scores of the version were published.',
          }),
          changed: z.string().meta({ description: 'The difference from the version before.' }),
        }),
      ),
      documentation: z.string().meta({
        description: "Path, in the registry's repository, of the document that explains the current version.",
      }),
    }),
  },
  problems: [],
  access: open('Anybody may know how scores are computed.'),
  needs: [],
  cacheSeconds: 300,
});
