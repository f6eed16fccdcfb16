import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'settlement-unknown': {
    status: 404,
    title: 'There is no such settlement',
    cure: 'Check the settlement id; a payment appears once it was sent to POST /x402/settle.',
  },
  'settlement-not-rateable': {
    status: 409,
    title: 'The settlement cannot be rated',
    cure: 'Rate a payment that is confirmed and went to a registered agent; ask again once it is.',
  },
  'rating-signature-invalid': {
    status: 403,
    title: 'The rating is not signed by the wallet that paid',
    cure: 'Sign exactly the message that the route describes with the key of the wallet that paid.',
  },
  'rating-expired': {
    status: 422,
    title: 'The rating is not valid at this time',
    cure: 'Sign it anew: issuedAt is now or shortly before, expiresAt at most a day later and not over.',
  },
  'rating-closed': {
    status: 409,
    title: 'The settlement can no longer be rated',
    cure: 'Rate within 30 days of the payment, and change a rating within a week of giving it.',
  },
  'rating-superseded': {
    status: 409,
    title: 'A later rating of this settlement stands',
    cure: 'Sign a rating with a later issuedAt.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
