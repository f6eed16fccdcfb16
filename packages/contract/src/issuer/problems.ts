import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'history-empty': {
    status: 409,
    since: '2026-11-23',
    title: 'The agent has no receipts yet',
    cure: 'Try again a few seconds after the first payment to the agent, when its receipt is written.',
  },
  'status-list-unknown': {
    status: 404,
    since: '2026-12-01',
    title: 'There is no such status list',
    cure: 'Use the address of the status list that the credential names.',
  },
  'credential-unknown': {
    status: 404,
    since: '2026-11-23',
    title: 'There is no such credential',
    cure: 'Check the credential id and the DID. A credential is found only under the agent that it is about.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
