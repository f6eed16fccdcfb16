import { ROUTES } from '@pos/contract/routes.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import type { MethodName } from './domain/method-name.ts';
import { methodName } from './domain/method-name.ts';
import { listen, type FeedEvent } from './feed.ts';
import { eachItem, isPaged, type ItemOf } from './pages.ts';
import type { AnyRequest, ArgumentsFor, CallOptions, ListenOptions, RequestFor } from './request.ts';
import type { CallResult, Success } from './result.ts';
import { send, type Connection } from './send.ts';
import { platform, type Surroundings } from './surroundings.ts';
import { clientCredentials, givenToken, type ClientCredentials } from './token-source.ts';

export interface ClientOptions {
  /** URL of the registry, such as `https://api.example.org`. */
  readonly baseUrl: string;
  /** Credentials for routes with a scope. `accessToken` is called before every call of such a route. */
  readonly auth?: ClientCredentials | { readonly accessToken: () => string | Promise<string> };
  /** Maximum number of attempts of one call. Default: 4. 1 turns retries off. */
  readonly attempts?: number;
  /** Timeout of one attempt in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
  /** Time after the first attempt in milliseconds, after which no further attempt begins. Default: 90,000. */
  readonly budgetMs?: number;
}

type Routes = Readonly<Record<string, RouteDeclaration>>;

type IsStream<R extends RouteDeclaration> = 'text/event-stream' extends ContentTypeOf<R['responses']> ? true : false;
type ContentTypeOf<Responses> = {
  [S in keyof Responses]: Responses[S] extends { readonly contentType: infer Type } ? Type : never;
}[keyof Responses];

interface Paged<R extends RouteDeclaration> {
  /**
   * Iterates over the items of all pages. A page is fetched when its first item is read. Throws if the registry refuses
   * a page.
   */
  each(...request: ArgumentsFor<RequestFor<R> & CallOptions>): AsyncIterable<ItemOf<Success<R>['value']>>;
}

type Call<R extends RouteDeclaration> = (
  ...request: ArgumentsFor<RequestFor<R> & CallOptions>
) => Promise<CallResult<R>>;

/** A route as a method: a call, a call with pages, or a feed. */
export type MethodOf<R extends RouteDeclaration> =
  IsStream<R> extends true
    ? (...request: ArgumentsFor<RequestFor<R> & ListenOptions>) => AsyncIterable<FeedEvent>
    : R extends { readonly query: { readonly shape: { readonly cursor: unknown } } }
      ? Call<R> & Paged<R>
      : Call<R>;

export type ClientOf<All extends Routes> = { readonly [Id in keyof All & string as MethodName<Id>]: MethodOf<All[Id]> };

/** The registry's routes as methods. A new route of the contract becomes a method without a change here. */
export type RegistryClient = ClientOf<typeof ROUTES>;

/** A client of the given routes, for tests of the client itself. */
export function clientOf<const All extends Routes>(
  routes: All,
  options: ClientOptions,
  surroundings: Surroundings = platform,
): ClientOf<All> {
  const { baseUrl, auth, attempts = 4, timeoutMs = 30_000, budgetMs = 90_000 } = options;
  const tokens =
    auth === undefined
      ? undefined
      : 'accessToken' in auth
        ? givenToken(auth.accessToken)
        : clientCredentials(auth, surroundings);
  const connection: Connection = { baseUrl, tokens, timeoutMs, policy: { attempts, budgetMs }, surroundings };
  return Object.fromEntries(
    Object.values(routes).map((route) => [methodName(route.id), methodOf(route, connection)]),
  ) as ClientOf<All>;
}

/** A client of the registry for browsers and for Node 20 or later. */
export const createClient = (options: ClientOptions): RegistryClient => clientOf(ROUTES, options);

function methodOf(route: RouteDeclaration, connection: Connection): unknown {
  const streams = Object.values(route.responses).some(
    (response) => isRawResponse(response) && response.contentType === 'text/event-stream',
  );
  if (streams) return (request: AnyRequest = {}) => listen(route, request, connection);
  const call = (request: AnyRequest = {}) => send(route, request, connection);
  return isPaged(route)
    ? Object.assign(call, { each: (request: AnyRequest = {}) => eachItem(route, request, connection) })
    : call;
}
