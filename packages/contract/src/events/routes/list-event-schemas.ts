import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { EventSchemaEntry } from '../schemas/event-schema.ts';

export const listEventSchemas = route({
  id: 'list-event-schemas',
  method: 'GET',
  path: '/events/schemas',
  summary: 'List the types of events with the addresses of their schemas',
  responses: { 200: z.object({ schemas: z.array(EventSchemaEntry) }) },
  problems: [],
  access: open('Listeners read the schemas before they connect.'),
  needs: [],
  cacheSeconds: 300,
});
