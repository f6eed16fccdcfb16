import type { AnyRequest } from './call-options.ts';
import type { CallableRoute } from './callable-route.ts';
import type { ClientOptions } from './client-options.ts';
import { connectionOf, type Connection } from './connection.ts';
import { methodName } from './domain/method-name.ts';
import type { Shape } from './domain/shape.ts';
import { listen } from './feed.ts';
import { eachItem } from './pages.ts';
import { send } from './send.ts';
import { platform, type Surroundings } from './surroundings.ts';

/** The routes and events that a client knows. */
export interface Tables {
  readonly routes: readonly CallableRoute[];
  /** The shape of every event's data by the event's type. */
  readonly events: Readonly<Record<string, Shape>>;
}

/** Every route as a method, without types. */
export function methodsOf(
  { routes, events }: Tables,
  options: ClientOptions,
  surroundings: Surroundings = platform,
): Readonly<Record<string, unknown>> {
  const connection = connectionOf(options, surroundings);
  return Object.fromEntries(routes.map((route) => [methodName(route.id), methodOf(route, events, connection)]));
}

function methodOf(route: CallableRoute, events: Tables['events'], connection: Connection): unknown {
  if (route.form === 'feed') return (request: AnyRequest = {}) => listen({ route, events, request, connection });
  const call = (request: AnyRequest = {}) => send(route, request, connection);
  if (route.form === 'call') return call;
  return Object.assign(call, { each: (request: AnyRequest = {}) => eachItem(route, request, connection) });
}
