import { nobleOracle } from '../../test/noble-oracle.ts';
import type { Contender } from './contender.ts';

export const contender: Contender = { prepare: async (key) => nobleOracle(key) };
