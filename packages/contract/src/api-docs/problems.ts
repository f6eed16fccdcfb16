import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'problem-unknown': {
    status: 404,
    since: '2026-12-01',
    title: 'There is no problem with this code',
    cure: 'GET /problems lists every code.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
