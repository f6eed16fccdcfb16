import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getProblem as route } from '@pos/contract/api-docs/routes/get-problem.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { isProblemCode } from '@pos/contract/problem.ts';
import { problemOf } from '../catalogue.ts';
import { problemPage } from '../problem-page.ts';

export const getProblem =
  (): HandlerOf<typeof route> =>
  async ({ params: { code } }) => {
    if (!isProblemCode(code)) return refuse('problem-unknown', { detail: `There is no problem code "${code}".` });
    const problem = problemOf(code);
    return { ...reply(200, problem), page: () => problemPage(problem) };
  };

export const handler = routeLambda(route, getProblem);
