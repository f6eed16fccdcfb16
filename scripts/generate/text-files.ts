import { globSync } from 'node:fs';

const skipped = new Set(['node_modules', 'dist', '.gen', 'cdktf.out', '.local']);

/** Paths below `root` of every document and source file, sorted; folders that a build makes are left out. */
export const textFiles = (root: string): readonly string[] =>
  globSync(['*.md', '{docs,packages,stacks}/**/*.{md,ts}'], {
    cwd: root,
    exclude: (path) => skipped.has(lastPart(path)),
  })
    .toSorted()
    .filter((path) => !path.endsWith('.d.ts'));

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
