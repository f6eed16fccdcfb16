import { declared } from './declared.ts';

/** Every route of the registry, by id. */
export const ROUTES = declared('routes');

export type RouteId = keyof typeof ROUTES;
export type RouteOf<Id extends RouteId> = (typeof ROUTES)[Id];
