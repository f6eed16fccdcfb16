import { relayOutbox as declaration } from '@pos/contract/events/tasks/relay-outbox.ts';
import { workerTask } from '@pos/runtime/worker-task.ts';
import { relayOnce } from '../relay/relay-once.ts';

export const relayOutbox = workerTask(declaration, ({ database, eventBus, log }) => async () => {
  const { published, outage } = await relayOnce({ database, bus: eventBus, log });
  if (outage) return 'outage';
  return published > 0 ? 'more' : 'done';
});
