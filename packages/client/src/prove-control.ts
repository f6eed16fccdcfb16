import type { RegistryClient } from './api.ts';
import { orThrow } from './result.ts';

type ChallengeBody = Parameters<RegistryClient['createChallenge']>[0]['body'];
type RegistrationProof = Parameters<RegistryClient['registerAgent']>[0]['body']['proof'];

export interface Control {
  readonly did: string;
  readonly purpose: ChallengeBody['purpose'];
  /**
   * Signs the UTF-8 bytes of a text with a key of the DID. Returns the signature in base58 or base64url, as wallets do.
   */
  readonly sign: (message: string) => string | Promise<string>;
  /** Id of the key that signs, if the DID document has several keys. */
  readonly verificationMethod?: string;
  /** Signs as the wallet `payTo`. Needed for a registration whose wallet is not the key of the DID. */
  readonly signAsPayee?: (message: string) => string | Promise<string>;
}

/**
 * Requests a challenge and signs it. The result is the control proof that a registration or a change takes as `proof`.
 * It is valid for one request and its repetitions. A control proof for `listPayerSettlements` is valid for every page.
 */
export async function proveControl(
  registry: Pick<RegistryClient, 'createChallenge'>,
  { did, purpose, sign, verificationMethod, signAsPayee }: Control,
): Promise<RegistrationProof> {
  const { challengeId, message } = orThrow(await registry.createChallenge({ body: { did, purpose } }));
  const signature = await sign(message);
  return {
    challengeId,
    signature,
    ...(verificationMethod === undefined ? {} : { verificationMethod }),
    ...(signAsPayee === undefined ? {} : { payToSignature: await signAsPayee(message) }),
  };
}
