import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getProblem } from '@pos/contract/api-docs/routes/get-problem.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { isProblemCode, PROBLEMS } from '@pos/contract/problem.ts';

export const describe =
  (): HandlerOf<typeof getProblem> =>
  async ({ params: { code } }) =>
    isProblemCode(code)
      ? reply(200, { code, ...PROBLEMS[code] })
      : refuse('route-unknown', { detail: `There is no problem code "${code}".` });

export const handler = routeLambda(getProblem, describe);
