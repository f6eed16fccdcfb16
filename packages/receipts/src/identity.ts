import type { Account } from '@pos/vocabulary/account.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { ZERO, type FieldElement } from './field-element.ts';
import { hashToField } from './hash-to-field.ts';
import { agentElement, NO_SKILL, skillElement } from './named-element.ts';
import { poseidonOf1, poseidonOf2 } from './poseidon.ts';

export { agentElement, NO_SKILL, skillElement };

/**
 * Poseidon(client, blinding), where the client is hashed as the `did:pkh` of its account. The commitment hides the
 * client from everybody who does not know the blinding.
 */
export const clientCommitment = (client: Account, blinding: FieldElement): FieldElement =>
  poseidonOf2(hashToField('client', `did:pkh:${client}`), blinding);

/**
 * Derives the secret with which an agent's owner proves. One seed can serve many agents, because the derived secrets,
 * and so the nullifiers, cannot be linked to each other. The seed must be at least 32 random bytes and stays on the
 * owner's machine.
 */
export function ownerSecret(seed: Uint8Array, agent: Did): FieldElement {
  if (seed.length < 32) throw new RangeError(`An owner's seed needs at least 32 random bytes, got ${seed.length}`);
  return hashToField('owner-secret', seed, agent);
}

/** Poseidon(secret). The owner registers it, and the agent's accumulator head contains it. */
export const ownerCommitment = (secret: FieldElement): FieldElement => poseidonOf1(secret);

/** Commitment of an agent without an owner. No known secret hashes to it, so no proof can be made for the agent. */
export const NO_OWNER = ZERO;

/** Poseidon(secret, scope). A second proof in the same scope has the same nullifier. */
export const nullifierElement = (secret: FieldElement, scope: FieldElement): FieldElement => poseidonOf2(secret, scope);
