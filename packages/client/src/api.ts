import type { EVENTS } from '@pos/contract/events.ts';
import type { CredentialVerdict } from '@pos/contract/issuer/schemas/credential.ts';
import type { ROUTES } from '@pos/contract/routes.ts';
import type * as z from 'zod';
import type { ClientOf, EventOf } from './contract-types/methods.ts';

/*
 * The types of the registry's routes and events, derived from the contract. The packed client has printed interfaces in
 * place of this file, because TypeScript checks them in less time. See
 * docs/adr/0107-the-client-reads-answers-tolerantly.md.
 */

/** An event of the feed. Branch on `type`. */
export type FeedEvent = EventOf<(typeof EVENTS)[keyof typeof EVENTS]>;

/** The registry's routes as methods. A new route of the contract becomes a method without a change here. */
export type RegistryClient = ClientOf<typeof ROUTES, FeedEvent>;

/** The verdict of this machine on a work-history credential. */
export type WorkHistoryVerdict = z.output<typeof CredentialVerdict>;
