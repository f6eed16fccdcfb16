import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'history-not-anchored': {
    status: 404,
    title: 'No anchor holds a history of the agent yet',
    cure: 'Ask again after the next anchor: GET /agents/{did}/history says what waits for it.',
  },
  'receipt-unknown': {
    status: 404,
    title: 'The anchored history has no such receipt',
    cure: 'Ask for sequence numbers up to lastSequence of the opened head.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
