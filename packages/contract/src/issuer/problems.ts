import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'history-empty': {
    status: 409,
    title: 'There is no work to tell of yet',
    cure: 'Ask again once the agent was paid for a job and its receipt is written, which takes a few seconds.',
  },
  'credential-unknown': {
    status: 404,
    title: 'There is no such credential',
    cure: 'Check the credential id and the DID: credentials are found under the agent that they are about.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
