import { slice } from '../slice.ts';
import { getHealth } from './routes/get-health.ts';

export const health = slice({
  id: 'health',
  tag: 'health',
  summary: 'Whether the registry can serve.',
  routes: [getHealth],
});
