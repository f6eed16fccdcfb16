import { declared } from './declared.ts';

/** Every consumer of events, by id. */
export const CONSUMERS = declared('consumers');

export type ConsumerId = keyof typeof CONSUMERS;
