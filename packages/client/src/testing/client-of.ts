import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { publicFields } from '@pos/contract/visibility.ts';
import type { FeedEvent } from '../api.ts';
import type { ClientOptions } from '../client-options.ts';
import type { ClientOf } from '../contract-types/methods.ts';
import { callableRoute } from '../derive/callable-route.ts';
import { shapeOf } from '../derive/shape-of.ts';
import { methodsOf } from '../methods.ts';
import type { Surroundings } from '../surroundings.ts';

/** A client of routes that need not be the registry's. */
export function clientOf<const All extends Readonly<Record<string, RouteDeclaration>>>(
  routes: All,
  options: ClientOptions,
  surroundings: Surroundings,
): ClientOf<All, FeedEvent> {
  const events: readonly EventDeclaration[] = Object.values(EVENTS);
  const tables = {
    routes: Object.values(routes).map(callableRoute),
    events: Object.fromEntries(events.map((event) => [detailType(event), shapeOf(publicFields(event.detail))])),
  };
  return methodsOf(tables, options, surroundings) as ClientOf<All, FeedEvent>;
}
