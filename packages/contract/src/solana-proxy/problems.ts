import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'rpc-method-refused': {
    status: 403,
    title: 'The JSON-RPC method is not on the allow-list',
    cure: 'Use one of the methods listed in the detail, or your own RPC node.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
