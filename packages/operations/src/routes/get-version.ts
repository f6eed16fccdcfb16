import { API_VERSION } from '@pos/contract/version.ts';
import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getVersion as route } from '@pos/contract/operations/routes/get-version.ts';
import { PUBLISHED_MODEL } from '@pos/contract/reputation/models.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';

export const getVersion =
  ({ build, stage }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async () =>
    reply(200, {
      api: API_VERSION,
      reputationModel: PUBLISHED_MODEL.version,
      stage,
      commit: build.commit ?? null,
      startedAt: new Date(performance.timeOrigin),
    });

export const handler = routeLambda(route, getVersion);
