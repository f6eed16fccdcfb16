import { poseidon1 } from 'poseidon-lite/poseidon1';
import { poseidon2 } from 'poseidon-lite/poseidon2';
import { poseidon4 } from 'poseidon-lite/poseidon4';
import { poseidon8 } from 'poseidon-lite/poseidon8';
import type { FieldElement } from './field-element.ts';

/**
 * Poseidon over BN254 with circomlib's parameters (x⁵, 8 full rounds, capacity element first), so its values equal the
 * circuits'. There is one function per arity. The arity is part of the hash's domain, so a leaf cannot be mistaken for
 * a node.
 */
export const poseidonOf1 = (a: FieldElement) => poseidon1([a]) as FieldElement;
export const poseidonOf2 = (a: FieldElement, b: FieldElement) => poseidon2([a, b]) as FieldElement;
export const poseidonOf4 = (inputs: readonly [FieldElement, FieldElement, FieldElement, FieldElement]) =>
  poseidon4([...inputs]) as FieldElement;

export type EightElements = readonly [
  FieldElement,
  FieldElement,
  FieldElement,
  FieldElement,
  FieldElement,
  FieldElement,
  FieldElement,
  FieldElement,
];
export const poseidonOf8 = (inputs: EightElements) => poseidon8([...inputs]) as FieldElement;
