import * as z from 'zod';
import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { EventType } from '../schemas/event-schema.ts';
import { Disposition, PUBLISH_LIMIT } from '../schemas/disposition.ts';

export const publishEvents = route({
  id: 'publish-events',
  method: 'POST',
  path: '/events',
  summary: 'Publish up to 10 events as an outside producer',
  description:
    'The registry checks each event by itself and publishes those that it accepts, under a source that names the client of the token. The answer has one disposition for each event, in the order of the request. Accepted means that the event is on the bus. A consumer still checks settlements on chain and attestations by their signature. A repeated event has no second effect.',
  body: z.strictObject({
    events: z
      .array(
        z.strictObject({
          type: EventType.meta({
            description: 'A type that outside producers may publish.',
            example: 'JobReported.v1',
          }),
          data: z
            .record(z.string(), z.unknown())
            .meta({ description: 'The data of the event, by the schema of its type.', example: {} }),
        }),
      )
      .min(1)
      .max(PUBLISH_LIMIT),
  }),
  bodyLimitBytes: 196_608,
  responses: { 200: z.object({ dispositions: z.array(Disposition) }) },
  problems: ['event-type-unknown', 'event-not-open', 'event-not-taken', 'request-invalid'],
  access: scope('registry/events.write'),
  needs: ['producerBus'],
});
