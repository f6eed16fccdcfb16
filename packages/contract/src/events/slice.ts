import { slice } from '../slice.ts';
import { problems } from './problems.ts';
import { streamEvents } from './routes/stream-events.ts';

export const events = slice({
  id: 'events',
  tag: 'events',
  summary: 'Events leave the outbox and reach the bus and live listeners.',
  routes: [streamEvents],
  problems,
});
