import { task } from '../../task.ts';

/** `everyMs` is also the worst-case publish latency behind RDS Proxy, where LISTEN is unavailable. */
export const relayOutbox = task({
  id: 'relay-outbox',
  summary: 'Publishes the events of the outbox to the bus, at least once each.',
  everyMs: 500,
  needs: ['database', 'eventBus'],
  wakesOn: 'outbox-committed',
  stalledAfterSeconds: 90,
});
