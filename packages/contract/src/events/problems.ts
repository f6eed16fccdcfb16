import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'event-type-unknown': {
    status: 404,
    since: '2026-12-01',
    title: 'The registry declares no event of that type',
    cure: 'Choose a type that GET /events/schemas lists. A type has the form Name.v1.',
  },
  'event-not-open': {
    status: 403,
    since: '2026-12-01',
    title: 'Outside producers may not publish events of this type',
    cure: 'Publish an event of one of the types that the detail names. Other events are published by the registry alone.',
  },
  'event-not-taken': {
    status: 503,
    since: '2026-12-01',
    title: 'The event bus did not take the event',
    cure: 'Send this event again. The other events of the request have dispositions of their own.',
  },
  'feed-full': {
    status: 503,
    since: '2026-11-23',
    title: 'The feed has reached its limit of listeners',
    cure: 'Connect again after the number of seconds in the Retry-After header. Send Last-Event-ID to continue after the last event that you received.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
