import type { ConsumerDeclaration } from './consumer.ts';
import { CONSUMERS } from './consumers.ts';
import type { EventDeclaration } from './event.ts';
import { EVENTS } from './events.ts';
import type { RouteDeclaration } from './route.ts';
import { ROUTES } from './routes.ts';

/** All declarations as one value: what the cloud is derived from, and what a test can add to. */
export interface Contract {
  readonly routes: Readonly<Record<string, RouteDeclaration>>;
  readonly consumers: Readonly<Record<string, ConsumerDeclaration>>;
  readonly events: Readonly<Record<string, EventDeclaration>>;
}

export const CONTRACT: Contract = { routes: ROUTES, consumers: CONSUMERS, events: EVENTS };
