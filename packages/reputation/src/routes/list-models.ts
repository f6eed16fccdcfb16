import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { PUBLISHED_MODEL, REPUTATION_MODELS, type PublishedModel } from '@pos/contract/reputation/models.ts';
import { listModels as route } from '@pos/contract/reputation/routes/list-models.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';

const DOCUMENTATION = 'docs/reputation.md';

export const listModels = (): HandlerOf<typeof route> => {
  const published: readonly PublishedModel[] = REPUTATION_MODELS;
  const models = published.toReversed().map(({ version, since, changed }) => {
    const status = version === PUBLISHED_MODEL.version ? ('current' as const) : ('former' as const);
    return { version, status, since, changed };
  });
  return async () => reply(200, { current: PUBLISHED_MODEL.version, models, documentation: DOCUMENTATION });
};

export const handler = routeLambda(route, listModels);
