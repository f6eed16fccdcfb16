import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'event-type-unknown': {
    status: 404,
    since: '2026-12-01',
    title: 'The registry declares no event of that type',
    cure: 'Choose a type that GET /events/schemas lists. A type has the form Name.v1.',
  },
  'feed-full': {
    status: 503,
    since: '2026-11-23',
    title: 'The feed has reached its limit of listeners',
    cure: 'Connect again after the number of seconds in the Retry-After header. Send Last-Event-ID to continue after the last event that you received.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
