import { slice } from '../slice.ts';
import { getHealth } from './routes/get-health.ts';
import { getReadiness } from './routes/get-readiness.ts';
import { getVersion } from './routes/get-version.ts';
import { removeExpiredRows } from './tasks/remove-expired-rows.ts';

export const operations = slice({
  id: 'operations',
  tag: 'operations',
  summary: 'Health and version of the registry, and the tasks that keep it running.',
  routes: [getHealth, getReadiness, getVersion],
  tasks: [removeExpiredRows],
});
