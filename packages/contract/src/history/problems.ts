import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  'history-not-anchored': {
    status: 409,
    since: '2026-11-23',
    title: 'The history of the agent is not anchored yet',
    cure: 'Try again after the next anchor. GET /agents/{did}/history shows how many receipts wait for it.',
  },
  'receipt-not-anchored': {
    status: 409,
    since: '2026-12-01',
    title: 'The receipt is not anchored yet',
    cure: 'Try again after the next anchor. Until then request sequence numbers up to lastSequence of the opened head.',
  },
  'receipt-unknown': {
    status: 404,
    since: '2026-11-23',
    title: 'The history has no such receipt',
    cure: 'Request sequence numbers up to lastSequence of the opened head.',
  },
  'anchor-unknown': {
    status: 404,
    since: '2026-12-01',
    title: 'There is no such anchor on chain',
    cure: 'Check the commitment. GET /anchors lists all anchors; a new one appears when its transaction is confirmed.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
