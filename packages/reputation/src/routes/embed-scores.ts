import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { embedScores as route } from '@pos/contract/reputation/routes/embed-scores.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { scoresOf } from './get-scores.ts';

/** Returns the same response as the public route. The API key only identifies the caller for its quota. */
export const embedScores = (dependencies: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const read = scoresOf(dependencies);
  return async ({ body }) => reply(200, await read(body));
};

export const handler = routeLambda(route, embedScores);
