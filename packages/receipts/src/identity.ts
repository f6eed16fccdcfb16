import type { Did } from '@pos/vocabulary/did.ts';
import { ZERO, type FieldElement } from './field-element.ts';
import { hashToField } from './hash-to-field.ts';
import { agentElement, NO_SKILL, skillElement } from './named-element.ts';
import { poseidonOf1, poseidonOf2 } from './poseidon.ts';

export { agentElement, NO_SKILL, skillElement };

/** Hides the client behind a blinding that only the parties to the receipt hold. */
export const clientCommitment = (client: Did, blinding: FieldElement): FieldElement =>
  poseidonOf2(hashToField('client', client), blinding);

/**
 * The secret with which an agent's owner proves. One seed serves many agents: their secrets, and so their nullifiers,
 * cannot be linked. The seed wants at least 32 random bytes and never leaves the owner's machine.
 */
export function ownerSecret(seed: Uint8Array, agent: Did): FieldElement {
  if (seed.length < 32) throw new RangeError(`An owner's seed wants at least 32 random bytes, got ${seed.length}`);
  return hashToField('owner-secret', seed, agent);
}

/** What the owner registers with the registry; it is part of the agent's accumulator head. */
export const ownerCommitment = (secret: FieldElement): FieldElement => poseidonOf1(secret);

/** An agent that registered no owner: nobody knows a secret that hashes to it, so nobody proves for the agent. */
export const NO_OWNER = ZERO;

export const nullifierElement = (secret: FieldElement, scope: FieldElement): FieldElement => poseidonOf2(secret, scope);
