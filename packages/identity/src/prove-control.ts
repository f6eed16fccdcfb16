import type { ChallengePurpose } from '@pos/contract/schemas/challenge.ts';
import type { ControlProof } from '@pos/contract/schemas/control-proof.ts';
import { consumeChallenge } from '@pos/database/challenges.ts';
import type { Database } from '@pos/database/database.ts';
import type { WebFetcher } from '@pos/runtime/needs/web.ts';
import { decodeSignature } from '@pos/ledger/wallet-signature.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { Problem } from '@pos/contract/problem.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';
import { resolveDid } from './did/resolve-did.ts';
import type { VerificationMethod } from './did/verification-method.ts';
import { verifySignature } from './domain/verify-signature.ts';

interface Control {
  readonly did: Did;
  readonly purpose: ChallengePurpose;
  readonly proof: z.output<typeof ControlProof>;
  /** The request that presents the proof, see {@link consumeChallenge}. */
  readonly requestHash: string;
}

interface Surroundings {
  readonly database: Database;
  readonly network: Network;
  readonly web: WebFetcher;
  readonly clock: Clock;
}

/** The key that signed, and the message that it signed. */
export interface ProvedControl extends VerificationMethod {
  readonly message: string;
}

type Refusal = Problem<'challenge-unknown' | 'did-unresolvable' | 'proof-of-control-invalid'>;

/**
 * Verifies a control proof and returns the key of the DID that signed the challenge. The DID is resolved before the
 * challenge is consumed. If its document is unreachable the challenge stays valid; a wrong signature consumes the
 * challenge for its request.
 */
export async function proveControl(
  { did, purpose, proof, requestHash }: Control,
  { database, network, web, clock }: Surroundings,
): Promise<Result<ProvedControl, Refusal>> {
  const methods = await resolveDid(did, { network, web });
  if (!methods.ok) return err({ code: 'did-unresolvable', detail: `${did} does not resolve: ${methods.error}.` });
  const challenge = await consumeChallenge(
    database.orm,
    { challengeId: proof.challengeId, requestHash, did, purpose },
    clock.now(),
  );
  if (!challenge.ok) return challenge;
  const signature = decodeSignature(proof.signature);
  if (signature === undefined) {
    return err({
      code: 'proof-of-control-invalid',
      detail: 'The signature does not decode to 64 bytes, in base58 or in base64url.',
    });
  }
  const message = new TextEncoder().encode(challenge.value.message);
  const candidates = methods.value.filter(
    ({ id }) => proof.verificationMethod === undefined || id === proof.verificationMethod,
  );
  const signer = candidates.find(({ key }) => verifySignature(key, message, signature));
  if (signer !== undefined) return ok({ ...signer, message: challenge.value.message });
  const tried = candidates.map(({ id }) => id).join(', ') || 'none';
  return err({
    code: 'proof-of-control-invalid',
    detail: `No key of the DID made this signature. Keys tried: ${tried}.`,
  });
}
