import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getStatusList as route } from '@pos/contract/issuer/routes/get-status-list.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { statusListUri } from '@pos/credentials/credential-type.ts';
import { hasList, statusListToken } from '../store/status-lists.ts';

export const getStatusList =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params }) =>
    (await hasList(d.database, params.list))
      ? reply(200, await statusListToken(d, statusListUri(d.publicUrl, params.list)))
      : refuse('status-list-unknown', { detail: `There is no status list ${params.list}.` });

export const handler = routeLambda(route, getStatusList);
