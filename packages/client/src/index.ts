/**
 * The front door of the published client. Code of this workspace imports the single files instead.
 *
 * @example
 * import { createClient, orThrow } from 'proof-of-service-client';
 * const registry = createClient({ baseUrl: 'https://api.example' });
 * const score = orThrow(await registry.getScore({ query: { did } }));
 */
export { createClient, type ClientOptions, type RegistryClient } from './client.ts';
export { RegistryRefusedError, RegistryUnreachableError, UnexpectedAnswerError } from './errors.ts';
export { type FeedEvent } from './feed.ts';
export { proveControl, type Control } from './prove-control.ts';
export { type Refusal } from './refusal.ts';
export { orThrow, type CallResult } from './result.ts';
