import * as z from 'zod';
import { Did } from '@pos/vocabulary/did.ts';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const streamEvents = route({
  id: 'stream-events',
  method: 'GET',
  path: '/events',
  summary: 'Follow public events as server-sent events, from Last-Event-ID on if it is given',
  query: z.strictObject({ did: Did.optional() }),
  headers: z.object({
    'last-event-id': z
      .string()
      .max(64)
      .regex(/^\d+$/, 'expected the id of an event, which is a decimal number')
      .optional(),
  }),
  responses: {
    200: { contentType: 'text/event-stream', description: 'One CloudEvents 1.0 document in JSON for each message.' },
  },
  problems: ['feed-full'],
  access: open('The feed carries public events only.'),
  needs: ['database', 'feedPlaces'],
  host: 'container',
});
