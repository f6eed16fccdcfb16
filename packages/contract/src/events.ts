import { declared } from './declared.ts';

/** Every event of the registry, by id. */
export const EVENTS = declared('events');

export type EventId = keyof typeof EVENTS;
