import type { Did } from '@pos/vocabulary/did.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { ZERO, type FieldElement } from './field-element.ts';
import { hashToField } from './hash-to-field.ts';

/*
 * Names hashed to field elements. Kept apart from `identity.ts` so that a verifier does not load Poseidon's constants.
 */

/** An agent as circuits know it: its DID hashed to the field. Public, since everybody can compute it from the DID. */
export const agentElement = (agent: Did): FieldElement => hashToField('agent', agent);

/** In a receipt: no skill. In a statement: any skill. No known text hashes to it. */
export const NO_SKILL = ZERO;
export const skillElement = (skill: Skill): FieldElement => hashToField('skill', skill);
