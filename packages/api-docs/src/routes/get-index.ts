import { API_TITLE, API_VERSION } from '@pos/contract/version.ts';
import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getIndex as route } from '@pos/contract/api-docs/routes/get-index.ts';
import { getApiCatalog } from '@pos/contract/api-docs/routes/get-api-catalog.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { entryPoints } from '../entry-points.ts';
import { indexPage } from '../index-page.ts';

export const getIndex = ({ publicUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const index = { title: API_TITLE, version: API_VERSION, links: [...entryPoints(publicUrl)] };
  // RFC 9727, section 3: a link by which programs find the catalogue from any address of the host.
  const headers = { link: `<${publicUrl}${getApiCatalog.path}>; rel="api-catalog"` };
  return async () => ({ ...reply(200, index, headers), page: () => indexPage(index) });
};

export const handler = routeLambda(route, getIndex);
