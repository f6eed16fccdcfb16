import type { Did } from '@pos/vocabulary/did.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { ZERO, type FieldElement } from './field-element.ts';
import { hashToField } from './hash-to-field.ts';

/*
 * Names hashed to field elements. Kept apart from `identity.ts` so that a verifier does not load Poseidon's constants.
 */

/**
 * The field element that identifies an agent in circuits: the hash of its DID. It is public, because everybody can
 * compute it from the DID.
 */
export const agentElement = (agent: Did): FieldElement => hashToField('agent', agent);

/** Means no skill in a receipt, and any skill in a statement. No known text hashes to it. */
export const NO_SKILL = ZERO;
export const skillElement = (skill: Skill): FieldElement => hashToField('skill', skill);
