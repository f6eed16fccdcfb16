import { SLICES } from '../../packages/contract/src/slices.ts';
import { readSourceTree } from '../slices/source-tree.ts';
import type { Generator } from './generator.ts';
import { generateFromSlices } from './slices/slice-generators.ts';

/** Writes the catalogue of problems, the maps of implementations, and the dependencies of the programs that load them. */
export const fromSlices: Generator = {
  name: 'slices',
  generate: (root) =>
    Object.fromEntries(generateFromSlices(SLICES, readSourceTree(root)).map(({ path, content }) => [path, content])),
};
