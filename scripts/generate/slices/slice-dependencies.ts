import type { SliceDeclaration } from '../../../packages/contract/src/slice.ts';
import type { GeneratedFile, SliceGenerator } from './slice-generator.ts';

const DEPENDENCIES = /("dependencies": \{\n)([\s\S]*?)(\n {2}\})/;

const isSomething = (declared: readonly unknown[] | undefined): boolean => (declared ?? []).length > 0;

/** Puts the needed slices among the dependencies of a manifest and takes every other slice out; the rest stays. */
export function withSlices(manifest: string, all: readonly string[], needed: readonly string[]): string {
  return manifest.replace(DEPENDENCIES, (_, start: string, block: string, end: string) => {
    const entryOf = (slice: string): string => `    "@pos/${slice}": "workspace:*"`;
    const slices = new Set(all.map(entryOf));
    const kept = block
      .split('\n')
      .map((line) => line.replace(/,$/, ''))
      .filter((line) => !slices.has(line));
    const isOwn = (line: string): boolean => line.startsWith('    "@pos/');
    const own = [...kept.filter(isOwn), ...needed.map(entryOf)].toSorted();
    return `${start}${[...own, ...kept.filter((line) => !isOwn(line))].join(',\n')}${end}`;
  });
}

/** Dependencies of the deployed programs on the slices whose implementations they load. */
export const sliceDependencies: SliceGenerator = (slices, tree) => {
  const ids = slices.map(({ id }) => id);
  const manifestOf = (path: string, needs: (slice: SliceDeclaration) => boolean): readonly GeneratedFile[] => {
    const manifest = tree.read(path);
    const needed = slices.filter(needs).map(({ id }) => id);
    return manifest === undefined ? [] : [{ path, content: withSlices(manifest, ids, needed) }];
  };
  return [
    ...manifestOf(
      'packages/functions/package.json',
      ({ routes, consumers }) => isSomething(routes) || isSomething(consumers),
    ),
    ...manifestOf('packages/worker/package.json', ({ tasks }) => isSomething(tasks)),
  ];
};
