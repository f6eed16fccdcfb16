import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { issueCredential as route } from '@pos/contract/issuer/routes/issue-credential.ts';
import { LIFETIME_DAYS } from '@pos/credentials/credential-type.ts';
import { holderJwk } from '@pos/credentials/holder-key.ts';
import { issueCredential as sign } from '@pos/credentials/issue.ts';
import { addCredential } from '../store/credentials.ts';
import { summariseWork } from '../store/work-summary.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { answerOnce } from '@pos/runtime/http/answer-once.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import { agentExists } from '@pos/database/agent-exists.ts';

const DAY_MS = 86_400_000;

/** Issues a credential over an agent's receipts, bound to the key that signed the challenge for its DID. */
export const issueCredential =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, body: { proof }, requestHash }) => {
    if (!(await agentExists(d.database, did))) return refuse('agent-unknown', { detail: did });
    const signer = await proveControl(
      { did, purpose: route.challenge, proof, requestHash },
      { ...d, network: d.solana.network },
    );
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    const work = await summariseWork(d.database, did);
    if (work === undefined) return refuse('history-empty', { detail: did });
    const { claims, lastSequence } = work;
    const issuedAt = d.clock.now();
    const expiresAt = new Date(issuedAt.getTime() + LIFETIME_DAYS * DAY_MS);
    const credentialId = d.newId();
    const holder = { did, keyId: signer.value.id, jwk: holderJwk(signer.value.key) };
    return answerOnce(route, d.database, { proof, requestHash }, async (tx) => {
      const statusIndex = await addCredential(tx, { id: credentialId, did, lastSequence, issuedAt, expiresAt });
      const { credentialIssuerKey: issuerKey, publicUrl } = d;
      const credential = await sign({ issuerKey, publicUrl, holder, claims, statusIndex, issuedAt, expiresAt });
      return reply(201, { credentialId, credential, expiresAt });
    });
  };

export const handler = routeLambda(route, issueCredential);
