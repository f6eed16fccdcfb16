import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'payment-identifier-conflict': {
    status: 409,
    since: '2026-11-23',
    title: 'The payment identifier belongs to another payment',
    cure: 'Use a new payment identifier for a new payment.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
