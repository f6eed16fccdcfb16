/**
 * The front door of the published client. Code of this workspace imports the single files instead.
 *
 * @example
 * import { createClient, orThrow } from 'proof-of-service-client';
 * const registry = createClient({ baseUrl: 'https://api.example' });
 * const score = orThrow(await registry.getScore({ query: { did } }));
 */
export { ratingMessage, type RatingText } from '@pos/contract/reputation/rating-message.ts';
export * from './api.ts';
export type { CallOptions, ListenOptions } from './call-options.ts';
export type { ClientOptions } from './client-options.ts';
export { createClient } from './client.ts';
export { RegistryRefusedError, RegistryUnreachableError, TokenRefusedError, UnexpectedAnswerError } from './errors.ts';
export type { KnownEvent, UnknownEvent, UnreadableEvent, Unlisted } from './feed-event.ts';
export type { Deprecation, Hooks, ReceivedResponse, Retry, SentRequest } from './hooks.ts';
export { proveControl, type Control } from './prove-control.ts';
export type { Open, Refusal, RefusedField } from './refusal.ts';
export { orThrow, type Refused, type Success } from './result.ts';
export type { ClientCredentials } from './token-source.ts';
