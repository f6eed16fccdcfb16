import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'settlement-unknown': {
    status: 404,
    since: '2026-11-23',
    title: 'There is no such settlement',
    cure: 'Check the transaction signature or the settlementId. A payment appears when a server sends it to POST /x402/verify or POST /x402/settle.',
  },
  'settlement-not-rateable': {
    status: 409,
    since: '2026-11-23',
    title: 'The settlement cannot be rated',
    cure: 'Rate a confirmed payment to a registered agent. If the payment is not confirmed yet, try again later.',
  },
  'rating-signature-invalid': {
    status: 403,
    since: '2026-11-23',
    title: 'The rating is not signed by the paying wallet',
    cure: 'Sign exactly the message that the route describes, with the key of the paying wallet.',
  },
  'rating-expired': {
    status: 422,
    since: '2026-11-23',
    title: 'The rating is not valid at this time',
    cure: 'Sign it again with a present issuedAt and an expiresAt in the future, at most a day after issuedAt.',
  },
  'rating-closed': {
    status: 409,
    since: '2026-11-23',
    title: 'The settlement can no longer be rated',
    cure: 'Rate within 30 days of the payment, and amend a rating within a week of the first one.',
  },
  'rating-superseded': {
    status: 409,
    since: '2026-11-23',
    title: 'There is a later rating of this settlement',
    cure: 'Sign a rating with a later issuedAt.',
  },
  'rating-unknown': {
    status: 404,
    since: '2026-12-01',
    title: 'The settlement has no rating',
    cure: 'The payer can rate it with PUT /settlements/{txSignature}/rating within 30 days of the payment.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
