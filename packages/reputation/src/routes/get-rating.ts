import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getRating as route } from '@pos/contract/reputation/routes/get-rating.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { amendableUntil } from '../domain/decide-rating.ts';
import { findRating } from '../store/find-rating.ts';

/** The present rating of one settlement. The payer is not named. */
export const getRating =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { txSignature: reference } }) => {
    const found = await findRating(database.orm, reference);
    if (typeof found === 'string') return refuse(found, { detail: reference });
    const { firstRatedAt, ...rating } = found;
    return reply(200, { ...rating, amendableUntil: amendableUntil(firstRatedAt) });
  };

export const handler = routeLambda(route, getRating);
