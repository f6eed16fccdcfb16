import type { SliceDeclaration } from '../../../packages/contract/src/slice.ts';
import type { SourceTree } from '../../slices/source-tree.ts';

export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  /** The whole file, laid out as Prettier would, because no generator loads Prettier. */
  readonly content: string;
}

/** Writes files from what slices declare. The tree gives the parts of a file that people write. */
export type SliceGenerator = (slices: readonly SliceDeclaration[], tree: SourceTree) => readonly GeneratedFile[];

/** First line of a file that is generated whole. */
export const headerFor = (source: string): string =>
  `// Written by \`npm run generate\` from ${source}: do not edit.\n`;
