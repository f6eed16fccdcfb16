import { snarkjsOracle } from '../../test/snarkjs-oracle.ts';
import type { Contender } from './contender.ts';

export const contender: Contender = { prepare: async (key) => snarkjsOracle(key) };
