import { slice } from '../slice.ts';
import { problems } from './problems.ts';
import { getApiCatalog } from './routes/get-api-catalog.ts';
import { getDocs } from './routes/get-docs.ts';
import { getIndex } from './routes/get-index.ts';
import { getOpenApi } from './routes/get-open-api.ts';
import { getProblem } from './routes/get-problem.ts';
import { listProblems } from './routes/list-problems.ts';

export const apiDocs = slice({
  id: 'api-docs',
  tag: 'documentation',
  summary: 'The API described for people and machines.',
  routes: [getIndex, getApiCatalog, getDocs, getOpenApi, getProblem, listProblems],
  problems,
});
