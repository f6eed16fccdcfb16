import { slice } from '../slice.ts';
import { getDocs } from './routes/get-docs.ts';
import { getOpenApi } from './routes/get-open-api.ts';
import { getProblem } from './routes/get-problem.ts';

export const apiDocs = slice({
  id: 'api-docs',
  tag: 'documentation',
  summary: 'The API described for people and machines.',
  routes: [getDocs, getOpenApi, getProblem],
});
