import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'rpc-method-refused': {
    status: 403,
    since: '2026-11-23',
    title: 'The JSON-RPC method is not on the allow-list',
    cure: 'Use one of the methods that the detail lists, or an RPC node of your own.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
