import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { EventType } from '../schemas/event-schema.ts';

export const getEventSchema = route({
  id: 'get-event-schema',
  method: 'GET',
  path: '/events/schemas/{type}',
  summary: 'Get the JSON Schema of the data of an event, as the feed sends it',
  description:
    'JSON Schema 2020-12. It accepts members and values that a later registry adds. The attribute dataschema of an event is the address of its schema here.',
  params: z.object({ type: EventType }),
  responses: { 200: z.record(z.string(), z.unknown()) },
  problems: ['event-type-unknown'],
  access: open('Listeners read the schemas before they connect.'),
  needs: [],
  cacheSeconds: 300,
});
