import type { RouteDeclaration } from '@pos/contract/route.ts';
import { orThrow } from './result.ts';
import { send, type Connection } from './send.ts';
import type { AnyRequest } from './request.ts';

/** The item type of a page, which has exactly one list. */
export type ItemOf<Page> = {
  [Name in keyof Page]: Page[Name] extends readonly (infer Item)[] ? Item : never;
}[keyof Page];

interface Page {
  readonly nextCursor: string | null;
  readonly [member: string]: unknown;
}

export const isPaged = (route: RouteDeclaration): boolean => route.query !== undefined && 'cursor' in route.query.shape;

/**
 * Iterates over the items of all pages of a route. A page is fetched when its first item is read. Throws what `orThrow`
 * throws. A `limit` in the query is the size of one page, not of the result.
 */
export async function* eachItem(
  route: RouteDeclaration,
  request: AnyRequest,
  connection: Connection,
): AsyncGenerator<unknown, void, undefined> {
  let cursor: string | null = null;
  do {
    const query: AnyRequest['query'] = cursor === null ? (request.query ?? {}) : { ...request.query, cursor };
    const page: Page = orThrow(await send(route, { ...request, query }, connection)) as Page;
    for (const member of Object.values(page)) if (Array.isArray(member)) yield* member as readonly unknown[];
    cursor = page.nextCursor;
  } while (cursor !== null);
}
