/** Every route of the registry. */
import { callSolanaRpc } from './solana-proxy/routes/call-solana-rpc.ts';
import { createChallenge } from './registry/routes/create-challenge.ts';
import { getAgent } from './registry/routes/get-agent.ts';
import { getCapabilities } from './registry/routes/get-capabilities.ts';
import { getCredentialType } from './issuer/routes/get-credential-type.ts';
import { getDocs } from './api-docs/routes/get-docs.ts';
import { getHealth } from './health/routes/get-health.ts';
import { getHistory } from './history/routes/get-history.ts';
import { getIssuerMetadata } from './issuer/routes/get-issuer-metadata.ts';
import { getOpenApi } from './api-docs/routes/get-open-api.ts';
import { getProblem } from './api-docs/routes/get-problem.ts';
import { getScore } from './reputation/routes/get-score.ts';
import { embedScores } from './reputation/routes/embed-scores.ts';
import { explainScore } from './reputation/routes/explain-score.ts';
import { getReputationReport } from './reputation/routes/get-reputation-report.ts';
import { getScoreHistory } from './reputation/routes/get-score-history.ts';
import { getScores } from './reputation/routes/get-scores.ts';
import { getStatusList } from './issuer/routes/get-status-list.ts';
import { getSupported } from './x402/routes/get-supported.ts';
import { issueCredential } from './issuer/routes/issue-credential.ts';
import { listAgents } from './registry/routes/list-agents.ts';
import { listAnchors } from './history/routes/list-anchors.ts';
import { listProofs } from './zk-verify/routes/list-proofs.ts';
import { listSettlements } from './x402/routes/list-settlements.ts';
import { listStatements } from './zk-verify/routes/list-statements.ts';
import { openHistory } from './history/routes/open-history.ts';
import { putCapabilities } from './registry/routes/put-capabilities.ts';
import { putOwner } from './history/routes/put-owner.ts';
import { rateSettlement } from './reputation/routes/rate-settlement.ts';
import { registerAgent } from './registry/routes/register-agent.ts';
import { revokeCredential } from './issuer/routes/revoke-credential.ts';
import { settlePayment } from './x402/routes/settle-payment.ts';
import { streamEvents } from './events/routes/stream-events.ts';
import { verifyCredential } from './issuer/routes/verify-credential.ts';
import { verifyPayment } from './x402/routes/verify-payment.ts';
import { verifyProof } from './zk-verify/routes/verify-proof.ts';
import { verifyProofs } from './zk-verify/routes/verify-proofs.ts';

export const ROUTES = {
  'call-solana-rpc': callSolanaRpc,
  'create-challenge': createChallenge,
  'get-agent': getAgent,
  'get-capabilities': getCapabilities,
  'get-credential-type': getCredentialType,
  'get-docs': getDocs,
  'get-health': getHealth,
  'get-history': getHistory,
  'get-issuer-metadata': getIssuerMetadata,
  'get-open-api': getOpenApi,
  'get-problem': getProblem,
  'get-score': getScore,
  'embed-scores': embedScores,
  'explain-score': explainScore,
  'get-reputation-report': getReputationReport,
  'get-score-history': getScoreHistory,
  'get-scores': getScores,
  'get-status-list': getStatusList,
  'get-supported': getSupported,
  'issue-credential': issueCredential,
  'list-agents': listAgents,
  'list-anchors': listAnchors,
  'list-proofs': listProofs,
  'list-settlements': listSettlements,
  'list-statements': listStatements,
  'open-history': openHistory,
  'put-capabilities': putCapabilities,
  'put-owner': putOwner,
  'rate-settlement': rateSettlement,
  'register-agent': registerAgent,
  'revoke-credential': revokeCredential,
  'settle-payment': settlePayment,
  'stream-events': streamEvents,
  'verify-credential': verifyCredential,
  'verify-payment': verifyPayment,
  'verify-proof': verifyProof,
  'verify-proofs': verifyProofs,
} as const;

export type RouteId = keyof typeof ROUTES;
export type RouteOf<Id extends RouteId> = (typeof ROUTES)[Id];
