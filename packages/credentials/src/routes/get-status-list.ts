import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getStatusList } from '@pos/contract/routes/get-status-list.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { routeLambda } from '@pos/lambda/route-lambda.ts';
import { statusListUri } from '../credential-type.ts';
import { hasList, statusListToken } from '../store/status-lists.ts';

export const list =
  (d: DependenciesOf<typeof getStatusList>): HandlerOf<typeof getStatusList> =>
  async ({ params }) =>
    (await hasList(d.database, params.list))
      ? reply(200, await statusListToken(d, statusListUri(d.publicUrl, params.list)))
      : refuse('credential-unknown', { detail: `There is no status list ${params.list}.` });

export const handler = routeLambda(getStatusList, list);
