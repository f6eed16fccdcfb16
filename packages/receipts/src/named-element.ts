import type { Did } from '@pos/vocabulary/did.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { ZERO, type FieldElement } from './field-element.ts';
import { hashToField } from './hash-to-field.ts';

/*
 * Names as field elements, by hashing alone: who only verifies loads this and none of Poseidon's constants.
 */

/** An agent in circuits: its DID hashed to the field. Public: anyone computes it from the DID. */
export const agentElement = (agent: Did): FieldElement => hashToField('agent', agent);

/** No skill at all in a receipt; any skill in a statement. No text hashes to it. */
export const NO_SKILL = ZERO;
export const skillElement = (skill: Skill): FieldElement => hashToField('skill', skill);
