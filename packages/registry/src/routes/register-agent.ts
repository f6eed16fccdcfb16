import { agentRegistered } from '@pos/contract/registry/events/agent-registered.ts';
import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { registerAgent as route } from '@pos/contract/registry/routes/register-agent.ts';
import { agentExists } from '@pos/database/agent-exists.ts';
import { enqueue } from '@pos/database/outbox.ts';
import { agentDids } from '@pos/database/schema/agent-dids.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { outgoingEvents } from '@pos/runtime/events/outgoing-events.ts';
import { answerOnce } from '@pos/runtime/http/answer-once.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { ensureTokenAccount } from '@pos/ledger/token-accounts.ts';
import { decodeSignature } from '@pos/ledger/wallet-signature.ts';
import { ASSETS } from '@pos/vocabulary/asset.ts';
import { didMethod } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { ownsWallet } from '@pos/identity/domain/owns-wallet.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import { findAgent, insertAgent } from '../store/agents.ts';

const PAYEE_UNPROVED =
  'The wallet payTo did not sign. Sign the same message with it and send the signature as proof.payToSignature, or use the key of the DID as payTo.';

/**
 * Registers an agent. The DID and the wallet `payTo` must have signed the challenge, and the wallet must have, or be able
 * to get, a USDC token account.
 */
export const registerAgent =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ body, requestHash }) => {
    const { did, proof, url, ownerCommitment, ...offer } = body;
    const network = d.solana.network;
    const signer = await proveControl({ did, purpose: route.challenge, proof, requestHash }, { ...d, network });
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    const { key, message } = signer.value;
    const payToSignature = proof.payToSignature === undefined ? undefined : decodeSignature(proof.payToSignature);
    if (!ownsWallet({ payTo: body.payTo, key, message, payToSignature })) {
      return refuse('proof-of-control-invalid', { detail: PAYEE_UNPROVED });
    }
    if (await agentExists(d.database, did)) return refuse('agent-exists', { detail: did });
    for (const { mint, symbol } of ASSETS[network].filter((asset) => asset.symbol === 'USDC')) {
      const account = await ensureTokenAccount(d.solana, d.facilitatorKey, { owner: body.payTo, mint });
      if (!account.ok) {
        return refuse('payout-account-unavailable', {
          detail: `No ${symbol} account for ${body.payTo}: ${account.error}.`,
        });
      }
    }
    const now = d.clock.now();
    return answerOnce(route, d.database, { proof, requestHash }, async (tx) => {
      const added = await insertAgent(tx, { did, url, ownerCommitment, ...offer }, now);
      const agent = added ? await findAgent(tx, did) : undefined;
      if (agent === undefined) return refuse('agent-exists', { detail: did });
      const controllerKeys: Json = [{ id: signer.value.id, curve: key.curve }];
      await tx
        .insert(agentDids)
        .values({ did, agentDid: did, method: didMethod(did), controllerKeys, verifiedAt: now });
      const eventId = d.newId();
      const detail = { eventId, did, name: body.name, skills: body.skills.map(({ skill }) => skill), occurredAt: now };
      await enqueue(tx, outgoingEvents(agentRegistered, detail));
      return reply(201, agent, { location: `/agents/${encodeURIComponent(did)}` });
    });
  };

export const handler = routeLambda(route, registerAgent);
