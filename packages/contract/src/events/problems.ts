import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'feed-full': {
    status: 503,
    since: '2026-11-23',
    title: 'The feed has reached its limit of listeners',
    cure: 'Connect again after the number of seconds in the Retry-After header. Send Last-Event-ID to continue after the last event that you received.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
