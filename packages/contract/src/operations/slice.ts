import { slice } from '../slice.ts';
import { getHealth } from './routes/get-health.ts';
import { removeExpiredRows } from './tasks/remove-expired-rows.ts';

export const operations = slice({
  id: 'operations',
  tag: 'operations',
  summary: 'Health of the registry, and the tasks that keep it running.',
  routes: [getHealth],
  tasks: [removeExpiredRows],
});
