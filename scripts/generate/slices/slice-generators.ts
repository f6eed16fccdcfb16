import type { SliceDeclaration } from '../../../packages/contract/src/slice.ts';
import type { SourceTree } from '../../slices/source-tree.ts';
import { functionHandlers } from './function-handlers.ts';
import type { GeneratedFile, SliceGenerator } from './slice-generator.ts';
import { problemCatalogue } from './problem-catalogue.ts';
import { sliceDependencies } from './slice-dependencies.ts';
import { withheldFields } from './withheld-fields.ts';
import { workerTasks } from './worker-tasks.ts';

/** What is generated from slices. `npm start` compares it, so these load nothing but the contract. */
export const SLICE_GENERATORS: readonly SliceGenerator[] = [
  problemCatalogue,
  functionHandlers,
  workerTasks,
  sliceDependencies,
  withheldFields,
];

export const generateFromSlices = (slices: readonly SliceDeclaration[], tree: SourceTree): readonly GeneratedFile[] =>
  SLICE_GENERATORS.flatMap((generate) => generate(slices, tree));

/** Files whose text differs from what would be generated, or that are missing. */
export const staleFiles = (files: readonly GeneratedFile[], tree: SourceTree): readonly GeneratedFile[] =>
  files.filter(({ path, content }) => tree.read(path) !== content);
