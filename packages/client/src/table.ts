import { detailType } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { publicFields } from '@pos/contract/visibility.ts';
import type { CallableRoute } from './callable-route.ts';
import { callableRoute } from './derive/callable-route.ts';
import { shapeOf } from './derive/shape-of.ts';
import type { Shape } from './domain/shape.ts';

/*
 * The registry's routes and events as data. The packed client has this data in place of this file, so that it needs
 * neither the contract nor Zod. See docs/adr/0107-the-client-reads-answers-tolerantly.md.
 */

/** Every route of the contract. */
export const ROUTE_TABLE: readonly CallableRoute[] = Object.values(ROUTES).map((route) => callableRoute(route));

/** The shape of every event's data by the event's type. */
export const EVENT_TABLE: Readonly<Record<string, Shape>> = Object.fromEntries(
  Object.values(EVENTS).map((event) => [detailType(event), shapeOf(publicFields(event.detail))]),
);
