import type { AnyRequest } from './call-options.ts';
import type { CallableRoute } from './callable-route.ts';
import type { Connection } from './connection.ts';
import { orThrow } from './result.ts';
import { send } from './send.ts';

/** The item type of a page, which has exactly one list. */
export type ItemOf<Page> = {
  [Name in keyof Page]-?: Page[Name] extends readonly (infer Item)[] ? Item : never;
}[keyof Page];

interface Page {
  readonly nextCursor: string | null;
  readonly [member: string]: unknown;
}

/** Name of the one list of a page. A newer registry may add other lists, so the declared members decide. */
function listOf({ answers }: CallableRoute): string {
  const [page] = Object.values(answers);
  const members = typeof page === 'object' && 'o' in page ? Object.entries(page.o) : [];
  return members.find(([, shape]) => typeof shape === 'object' && 'a' in shape)?.[0] ?? '';
}

/**
 * Iterates over the items of all pages of a route. A page is fetched when its first item is read. Throws what `orThrow`
 * throws. A `limit` in the query is the size of one page, not of the result.
 */
export async function* eachItem(
  route: CallableRoute,
  request: AnyRequest,
  connection: Connection,
): AsyncGenerator<unknown, void, undefined> {
  const list = listOf(route);
  let cursor: string | null = null;
  do {
    const query: AnyRequest['query'] = cursor === null ? (request.query ?? {}) : { ...request.query, cursor };
    const page: Page = orThrow(await send(route, { ...request, query }, connection)) as Page;
    yield* page[list] as readonly unknown[];
    cursor = page.nextCursor;
  } while (cursor !== null);
}
