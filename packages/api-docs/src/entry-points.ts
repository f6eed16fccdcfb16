import { getApiCatalog } from '@pos/contract/api-docs/routes/get-api-catalog.ts';
import { getDocs } from '@pos/contract/api-docs/routes/get-docs.ts';
import { getOpenApi } from '@pos/contract/api-docs/routes/get-open-api.ts';
import { listProblems } from '@pos/contract/api-docs/routes/list-problems.ts';
import { listEventSchemas } from '@pos/contract/events/routes/list-event-schemas.ts';
import { streamEvents } from '@pos/contract/events/routes/stream-events.ts';
import { getHealth } from '@pos/contract/operations/routes/get-health.ts';
import { getVersion } from '@pos/contract/operations/routes/get-version.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';

/** The routes that lead to everything else, in the order in which a newcomer needs them. */
const ROUTES_OF_INDEX: readonly RouteDeclaration[] = [
  getDocs,
  getOpenApi,
  listProblems,
  streamEvents,
  listEventSchemas,
  getApiCatalog,
  getVersion,
  getHealth,
];

export interface EntryPoint {
  readonly href: string;
  readonly type: string;
  readonly title: string;
}

/** The link to a route that has no parameters. */
export function linkTo({ path, summary, responses }: RouteDeclaration, publicUrl: string): EntryPoint {
  const [response] = Object.values(responses);
  const type = response !== undefined && isRawResponse(response) ? response.contentType : 'application/json';
  return { href: `${publicUrl}${path}`, type, title: summary };
}

export const entryPoints = (publicUrl: string): readonly EntryPoint[] =>
  ROUTES_OF_INDEX.map((route) => linkTo(route, publicUrl));
