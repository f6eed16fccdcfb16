import type { RouteDeclaration } from '@pos/contract/route.ts';
import { orThrow } from './result.ts';
import { send, type Connection } from './send.ts';
import type { AnyRequest } from './request.ts';

/** What is in the one list of a page. */
export type ItemOf<Page> = {
  [Name in keyof Page]: Page[Name] extends readonly (infer Item)[] ? Item : never;
}[keyof Page];

interface Page {
  readonly nextCursor: string | null;
  readonly [member: string]: unknown;
}

export const isPaged = (route: RouteDeclaration): boolean => route.query !== undefined && 'cursor' in route.query.shape;

/**
 * Every item of a paged route, page after page, each fetched when it is wanted. Throws what `orThrow` throws.
 * A `limit` in the query is the size of a page, not of the whole.
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
