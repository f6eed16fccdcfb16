import * as z from 'zod';
import { Did } from '@pos/vocabulary/did.ts';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

export const streamEvents = route({
  id: 'stream-events',
  method: 'GET',
  path: '/events',
  summary: 'The live feed of public events as server-sent events; Last-Event-ID resumes',
  query: z.strictObject({ did: Did.optional() }),
  headers: z.object({ 'last-event-id': z.string().max(64).regex(/^\d+$/).optional() }),
  responses: { 200: { contentType: 'text/event-stream', description: 'CloudEvents 1.0 in JSON, one a message.' } },
  problems: ['feed-full'],
  access: open('What it carries is public already.'),
  needs: ['database', 'feedPlaces'],
  host: 'container',
});
