import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getProblem as route } from '@pos/contract/api-docs/routes/get-problem.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { isProblemCode, PROBLEMS } from '@pos/contract/problem.ts';

export const getProblem =
  (): HandlerOf<typeof route> =>
  async ({ params: { code } }) =>
    isProblemCode(code)
      ? reply(200, { code, ...PROBLEMS[code] })
      : refuse('route-unknown', { detail: `There is no problem code "${code}".` });

export const handler = routeLambda(route, getProblem);
