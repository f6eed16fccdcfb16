import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'agent-exists': {
    status: 409,
    since: '2026-11-23',
    title: 'The agent is already registered',
    cure: 'Change the agent with PATCH /agents/{did}/capabilities.',
  },
  'revision-stale': {
    status: 412,
    since: '2026-11-23',
    title: 'The agent has changed since it was read',
    cure: 'Read the agent again, apply the change to its current state, and send its new ETag as If-Match. A weak tag (W/) never matches.',
  },
  'payout-account-unavailable': {
    status: 422,
    since: '2026-11-23',
    title: 'The payout account cannot receive payments',
    cure: 'Send a Solana address for which a token account can be created. The detail says what prevents it.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
