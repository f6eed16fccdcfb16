import type { RegistryClient } from './api.ts';
import type { ClientOptions } from './client-options.ts';
import { methodsOf } from './methods.ts';
import { EVENT_TABLE, ROUTE_TABLE } from './table.ts';

export type { RegistryClient } from './api.ts';
export type { ClientOptions } from './client-options.ts';

/** A client of the registry for browsers and for Node 20 or later. */
export const createClient = (options: ClientOptions): RegistryClient =>
  methodsOf({ routes: ROUTE_TABLE, events: EVENT_TABLE }, options) as unknown as RegistryClient;
