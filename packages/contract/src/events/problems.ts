import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'feed-full': {
    status: 503,
    title: 'The feed has no place left',
    cure: 'Connect again after the seconds named in the Retry-After header; Last-Event-ID goes on where you were.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
