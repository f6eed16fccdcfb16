import { slice } from '../slice.ts';
import { getHealth } from './routes/get-health.ts';
import { removeExpiredRows } from './tasks/remove-expired-rows.ts';

export const operations = slice({
  id: 'operations',
  tag: 'operations',
  summary: 'Whether the registry can serve, and what keeps it running.',
  routes: [getHealth],
  tasks: [removeExpiredRows],
});
