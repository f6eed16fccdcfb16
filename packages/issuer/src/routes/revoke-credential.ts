import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { revokeCredential as route } from '@pos/contract/issuer/routes/revoke-credential.ts';
import { revokeCredential as revoke } from '../store/credentials.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { answerOnce } from '@pos/runtime/http/answer-once.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import { agentExists } from '@pos/database/agent-exists.ts';

/** Revokes a credential. Any key of the DID may sign, because the key that the credential is bound to may be lost. */
export const revokeCredential =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did, credentialId }, body: { proof }, requestHash }) => {
    if (!(await agentExists(d.database, did))) return refuse('agent-unknown', { detail: did });
    const signer = await proveControl(
      { did, purpose: route.challenge, proof, requestHash },
      { ...d, network: d.solana.network },
    );
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    return answerOnce(route, d.database, { proof, requestHash }, async (tx) => {
      const revokedAt = await revoke(tx, { id: credentialId, did, now: d.clock.now() });
      if (revokedAt === undefined) return refuse('credential-unknown', { detail: credentialId });
      return reply(200, { credentialId, status: 'revoked' as const, revokedAt });
    });
  };

export const handler = routeLambda(route, revokeCredential);
