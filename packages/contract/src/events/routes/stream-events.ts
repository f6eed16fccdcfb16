import * as z from 'zod';
import { Did } from '@pos/vocabulary/did.ts';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { EventType } from '../schemas/event-schema.ts';

/** Maximum number of values of one filter. */
const FILTER_VALUES = 100;

/** A comma-separated list. Neither a DID nor an event type contains a comma. */
const listOf = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(item).max(FILTER_VALUES))
    .optional();

export const streamEvents = route({
  id: 'stream-events',
  method: 'GET',
  path: '/events',
  summary: 'Follow public events as server-sent events, from Last-Event-ID on if it is given',
  description:
    'Each message is a CloudEvent. GET /events/schemas lists the types and their schemas. An event that names an agent has its DID as subject.',
  query: z.strictObject({
    did: listOf(Did).meta({
      description: `Up to ${FILTER_VALUES} comma-separated DIDs. Only events about one of these agents are sent.`,
      example: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    }),
    types: listOf(EventType).meta({
      description: `Up to ${FILTER_VALUES} comma-separated types, such as ReputationChanged.v1. Only events of one of these types are sent.`,
      example: 'ReputationChanged.v1,SettlementConfirmed.v1',
    }),
  }),
  headers: z.object({
    'last-event-id': z
      .string()
      .max(64)
      .regex(/^\d+$/, 'expected the id of an event, which is a decimal number')
      .optional()
      .meta({ description: 'Id of the last event that was received.', example: '4711' }),
  }),
  responses: {
    200: { contentType: 'text/event-stream', description: 'One CloudEvents 1.0 document in JSON for each message.' },
  },
  problems: ['request-invalid', 'feed-full'],
  access: open('The feed carries public fields only.'),
  needs: ['database', 'feedPlaces'],
  host: 'container',
});
