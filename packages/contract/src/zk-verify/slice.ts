import { slice } from '../slice.ts';
import { verifyCarriedProof } from './consumers/verify-carried-proof.ts';
import { proofVerified } from './events/proof-verified.ts';
import { problems } from './problems.ts';
import { getProof } from './routes/get-proof.ts';
import { listProofs } from './routes/list-proofs.ts';
import { listStatements } from './routes/list-statements.ts';
import { verifyProof } from './routes/verify-proof.ts';
import { verifyProofs } from './routes/verify-proofs.ts';

export const zkVerify = slice({
  id: 'zk-verify',
  tag: 'proofs',
  summary: 'Zero-knowledge proofs about work histories.',
  routes: [getProof, listProofs, listStatements, verifyProof, verifyProofs],
  events: [proofVerified],
  consumers: [verifyCarriedProof],
  problems,
});
