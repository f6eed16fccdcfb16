// Written by `npm run generate` from the slices: do not edit.
import type { ConsumerHandlers, RouteHandlers, StreamHandlers } from './handlers.ts';

export const ROUTE_HANDLERS: RouteHandlers = {
  'call-solana-rpc': () => import('@pos/solana-proxy/routes/call-solana-rpc.ts'),
  'create-challenge': () => import('@pos/registry/routes/create-challenge.ts'),
  'embed-scores': () => import('@pos/reputation/routes/embed-scores.ts'),
  'explain-score': () => import('@pos/reputation/routes/explain-score.ts'),
  'get-agent': () => import('@pos/registry/routes/get-agent.ts'),
  'get-capabilities': () => import('@pos/registry/routes/get-capabilities.ts'),
  'get-credential-type': () => import('@pos/issuer/routes/get-credential-type.ts'),
  'get-docs': () => import('@pos/api-docs/routes/get-docs.ts'),
  'get-event-schema': () => import('@pos/events/routes/get-event-schema.ts'),
  'get-health': () => import('@pos/operations/routes/get-health.ts'),
  'get-history': () => import('@pos/history/routes/get-history.ts'),
  'get-issuer-metadata': () => import('@pos/issuer/routes/get-issuer-metadata.ts'),
  'get-open-api': () => import('@pos/api-docs/routes/get-open-api.ts'),
  'get-problem': () => import('@pos/api-docs/routes/get-problem.ts'),
  'get-reputation-report': () => import('@pos/reputation/routes/get-reputation-report.ts'),
  'get-score': () => import('@pos/reputation/routes/get-score.ts'),
  'get-score-history': () => import('@pos/reputation/routes/get-score-history.ts'),
  'get-scores': () => import('@pos/reputation/routes/get-scores.ts'),
  'get-status-list': () => import('@pos/issuer/routes/get-status-list.ts'),
  'get-supported': () => import('@pos/x402/routes/get-supported.ts'),
  'issue-credential': () => import('@pos/issuer/routes/issue-credential.ts'),
  'list-agents': () => import('@pos/registry/routes/list-agents.ts'),
  'list-anchors': () => import('@pos/history/routes/list-anchors.ts'),
  'list-event-schemas': () => import('@pos/events/routes/list-event-schemas.ts'),
  'list-proofs': () => import('@pos/zk-verify/routes/list-proofs.ts'),
  'list-settlements': () => import('@pos/x402/routes/list-settlements.ts'),
  'list-statements': () => import('@pos/zk-verify/routes/list-statements.ts'),
  'open-history': () => import('@pos/history/routes/open-history.ts'),
  'patch-capabilities': () => import('@pos/registry/routes/patch-capabilities.ts'),
  'put-capabilities': () => import('@pos/registry/routes/put-capabilities.ts'),
  'put-owner': () => import('@pos/history/routes/put-owner.ts'),
  'rate-settlement': () => import('@pos/reputation/routes/rate-settlement.ts'),
  'register-agent': () => import('@pos/registry/routes/register-agent.ts'),
  'revoke-credential': () => import('@pos/issuer/routes/revoke-credential.ts'),
  'settle-payment': () => import('@pos/x402/routes/settle-payment.ts'),
  'verify-credential': () => import('@pos/issuer/routes/verify-credential.ts'),
  'verify-payment': () => import('@pos/x402/routes/verify-payment.ts'),
  'verify-proof': () => import('@pos/zk-verify/routes/verify-proof.ts'),
  'verify-proofs': () => import('@pos/zk-verify/routes/verify-proofs.ts'),
};

export const STREAM_HANDLERS: StreamHandlers = {
  'stream-events': () => import('@pos/events/routes/stream-events.ts'),
};

export const CONSUMER_HANDLERS: ConsumerHandlers = {
  'append-receipt': () => import('@pos/history/consumers/append-receipt.ts'),
  'apply-attestations': () => import('@pos/reputation/consumers/apply-attestations.ts'),
  'apply-proof': () => import('@pos/reputation/consumers/apply-proof.ts'),
  'apply-settlement': () => import('@pos/reputation/consumers/apply-settlement.ts'),
  'verify-carried-proof': () => import('@pos/zk-verify/consumers/verify-carried-proof.ts'),
};
