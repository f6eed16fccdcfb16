import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listProblems as route } from '@pos/contract/api-docs/routes/list-problems.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { catalogue } from '../catalogue.ts';

export const listProblems = (): HandlerOf<typeof route> => {
  const problems = catalogue();
  return async () => reply(200, { problems });
};

export const handler = routeLambda(route, listProblems);
