import { createMclVerifier } from '../../src/verifier/mcl.ts';
import { ours } from './ours.ts';

export const contender = ours(createMclVerifier);
