import { slice } from '../slice.ts';
import { problems } from './problems.ts';
import { getEventSchema } from './routes/get-event-schema.ts';
import { listEventSchemas } from './routes/list-event-schemas.ts';
import { publishEvents } from './routes/publish-events.ts';
import { streamEvents } from './routes/stream-events.ts';
import { relayOutbox } from './tasks/relay-outbox.ts';

export const events = slice({
  id: 'events',
  tag: 'events',
  summary: 'Events leave the outbox and reach the bus and live listeners.',
  routes: [streamEvents, listEventSchemas, getEventSchema, publishEvents],
  tasks: [relayOutbox],
  problems,
});
