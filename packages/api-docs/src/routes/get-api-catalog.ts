import { getApiCatalog as route } from '@pos/contract/api-docs/routes/get-api-catalog.ts';
import { getDocs } from '@pos/contract/api-docs/routes/get-docs.ts';
import { getOpenApi } from '@pos/contract/api-docs/routes/get-open-api.ts';
import { getHealth } from '@pos/contract/operations/routes/get-health.ts';
import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { linkTo } from '../entry-points.ts';

/** The media type with the profile of API catalogues (RFC 9727, section 4.2). */
const MEDIA_TYPE = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"';

/** Relation types of RFC 8631: description for programs, documentation for people, and status. */
const linkset = (publicUrl: string) => ({
  linkset: [
    {
      anchor: `${publicUrl}/`,
      'service-desc': [linkTo(getOpenApi, publicUrl)],
      'service-doc': [linkTo(getDocs, publicUrl)],
      status: [linkTo(getHealth, publicUrl)],
    },
    { anchor: `${publicUrl}${route.path}`, item: [{ href: `${publicUrl}/` }] },
  ],
});

export const getApiCatalog = ({ publicUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const body = JSON.stringify(linkset(publicUrl));
  // RFC 9727, section 2: the answer to HEAD has this link too.
  const headers = { 'content-type': MEDIA_TYPE, link: `<${publicUrl}${route.path}>; rel="api-catalog"` };
  return async () => reply(200, body, headers);
};

export const handler = routeLambda(route, getApiCatalog);
