/** Every route of the registry. */
import { callSolanaRpc } from './routes/call-solana-rpc.ts';
import { createChallenge } from './routes/create-challenge.ts';
import { getAgent } from './routes/get-agent.ts';
import { getCapabilities } from './routes/get-capabilities.ts';
import { getCredentialType } from './routes/get-credential-type.ts';
import { getDocs } from './routes/get-docs.ts';
import { getHealth } from './routes/get-health.ts';
import { getHistory } from './routes/get-history.ts';
import { getIssuerMetadata } from './routes/get-issuer-metadata.ts';
import { getOpenApi } from './routes/get-open-api.ts';
import { getProblem } from './routes/get-problem.ts';
import { getScore } from './routes/get-score.ts';
import { embedScores } from './routes/embed-scores.ts';
import { explainScore } from './routes/explain-score.ts';
import { getReputationReport } from './routes/get-reputation-report.ts';
import { getScoreHistory } from './routes/get-score-history.ts';
import { getScores } from './routes/get-scores.ts';
import { getStatusList } from './routes/get-status-list.ts';
import { getSupported } from './routes/get-supported.ts';
import { issueCredential } from './routes/issue-credential.ts';
import { listAgents } from './routes/list-agents.ts';
import { listAnchors } from './routes/list-anchors.ts';
import { listProofs } from './routes/list-proofs.ts';
import { listSettlements } from './routes/list-settlements.ts';
import { listStatements } from './routes/list-statements.ts';
import { openHistory } from './routes/open-history.ts';
import { putCapabilities } from './routes/put-capabilities.ts';
import { putOwner } from './routes/put-owner.ts';
import { rateSettlement } from './routes/rate-settlement.ts';
import { registerAgent } from './routes/register-agent.ts';
import { revokeCredential } from './routes/revoke-credential.ts';
import { settlePayment } from './routes/settle-payment.ts';
import { streamEvents } from './routes/stream-events.ts';
import { verifyCredential } from './routes/verify-credential.ts';
import { verifyPayment } from './routes/verify-payment.ts';
import { verifyProof } from './routes/verify-proof.ts';
import { verifyProofs } from './routes/verify-proofs.ts';

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
