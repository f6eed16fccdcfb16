import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'agent-exists': {
    status: 409,
    title: 'The agent is registered already',
    cure: 'Change it with PUT /agents/{did}/capabilities.',
  },
  'revision-stale': {
    status: 412,
    title: 'The agent has changed meanwhile',
    cure: 'Read it again, apply the change to what is there now, and send its ETag as If-Match.',
  },
  'payout-account-unavailable': {
    status: 422,
    title: 'The payout account cannot take payments',
    cure: 'See the detail; name a Solana address whose token account can be created.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
