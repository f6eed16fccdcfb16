import type { SliceDeclaration } from '../../packages/contract/src/slice.ts';
import { generateFromSlices, staleFiles } from '../generate/slices/slice-generators.ts';
import { importedPackages } from './imported-packages.ts';
import {
  type DeclaredKind,
  DECLARED_KINDS,
  declarationFile,
  exportOf,
  IMPLEMENTED_KINDS,
  idsOf,
  implementationFile,
  sliceFile,
  SLICES_FILE,
} from './slice-files.ts';
import type { SourceTree } from './source-tree.ts';

type Slices = readonly SliceDeclaration[];

const CONTRACT_SLICE = /^packages\/contract\/src\/([^/]+)\/slice\.ts$/;
const CONTRACT_PROBLEMS = /^packages\/contract\/src\/([^/]+)\/problems\.ts$/;
const DECLARATION = /^packages\/contract\/src\/([^/]+)\/([^/]+)\/([^/]+)\.ts$/;
const IMPLEMENTATION = /^packages\/(?!contract\/)([^/]+)\/src\/([^/]+)\/([^/]+)\.ts$/;
const TEST = /\.test(?:-d)?\.ts$/;

interface SourceFile<Kind> {
  readonly path: string;
  /** Slice or package in whose folder the file is. */
  readonly owner: string;
  readonly kind: Kind;
  readonly id: string;
}

/** Files of some kinds, tests left out. The pattern captures owner, kind and id. */
const filesOf = <Kind extends DeclaredKind>(
  tree: SourceTree,
  pattern: RegExp,
  kinds: readonly Kind[],
): readonly SourceFile<Kind>[] =>
  tree.paths.flatMap((path) => {
    const [, owner = '', folder, id = ''] = pattern.exec(path) ?? [];
    const kind = kinds.find((each) => each === folder);
    return kind === undefined || TEST.test(path) ? [] : [{ path, owner, kind, id }];
  });

const unlistedSlices = (slices: Slices, tree: SourceTree): readonly string[] =>
  tree.paths.flatMap((path) => {
    const [, id] = CONTRACT_SLICE.exec(path) ?? [];
    return id === undefined || slices.some((slice) => slice.id === id)
      ? []
      : [`${path} is a slice that nothing lists. Add it to ${SLICES_FILE}, or delete its folder.`];
  });

const unlistedDeclarations = (slices: Slices, tree: SourceTree): readonly string[] =>
  filesOf(tree, DECLARATION, DECLARED_KINDS).flatMap(({ path, owner, kind, id }) => {
    const slice = slices.find((each) => each.id === owner);
    return slice === undefined || idsOf(slice, kind).includes(id)
      ? []
      : [`${path} is listed nowhere. Add "${id}" to \`${kind}\` in ${sliceFile(owner)}, or delete the file.`];
  });

const unlistedProblems = (slices: Slices, tree: SourceTree): readonly string[] =>
  tree.paths.flatMap((path) => {
    const [, id] = CONTRACT_PROBLEMS.exec(path) ?? [];
    const slice = slices.find((each) => each.id === id);
    return slice === undefined || slice.problems !== undefined
      ? []
      : [`${path} is listed nowhere. Add \`problems\` to ${sliceFile(slice.id)}, or delete the file.`];
  });

const misplacedDeclarations = (slices: Slices, tree: SourceTree): readonly string[] =>
  slices.flatMap((slice) =>
    DECLARED_KINDS.flatMap((kind) =>
      idsOf(slice, kind)
        .map((id) => ({ id, path: declarationFile(slice.id, kind, id) }))
        .filter(({ path }) => !tree.paths.includes(path))
        .map(
          ({ id, path }) =>
            `${sliceFile(slice.id)} lists "${id}" in \`${kind}\`, but there is no ${path}. Declare it in that file.`,
        ),
    ),
  );

const strayImplementations = (slices: Slices, tree: SourceTree): readonly string[] =>
  filesOf(tree, IMPLEMENTATION, IMPLEMENTED_KINDS).flatMap(({ path, owner, kind, id }) => {
    const slice = slices.find((each) => idsOf(each, kind).includes(id));
    if (slice === undefined && slices.every((each) => each.id !== owner))
      return [
        `${path} is outside every slice. Move it into the package of the slice that lists "${id}", or delete it.`,
      ];
    if (slice === undefined)
      return [
        `${path} implements nothing that a slice lists. Add "${id}" to \`${kind}\` in ${sliceFile(owner)}, or move or delete the file.`,
      ];
    if (slice.id !== owner)
      return [
        `${path} is in another package than its slice "${slice.id}". Move it to ${implementationFile(slice.id, kind, id)}.`,
      ];
    return [];
  });

const missingImplementations = (slices: Slices, tree: SourceTree): readonly string[] =>
  slices.flatMap((slice) =>
    IMPLEMENTED_KINDS.flatMap((kind) =>
      idsOf(slice, kind).flatMap((id) => {
        const path = implementationFile(slice.id, kind, id);
        const name = exportOf(kind, id);
        const text = tree.read(path);
        if (text === undefined)
          return [
            `${path} is missing, but ${sliceFile(slice.id)} lists "${id}" in \`${kind}\`. Write it, or take "${id}" off that list.`,
          ];
        return new RegExp(`^export (?:const|(?:async )?function) ${name}\\b`, 'm').test(text)
          ? []
          : [`${path} does not export \`${name}\`. Export the implementation of "${id}" under that name.`];
      }),
    ),
  );

const CURE = 'Exchange data by an event or a table, or move what both need into a package below them.';

const siblingImports = (slices: Slices, tree: SourceTree): readonly string[] => {
  const ids = new Set(slices.map(({ id }) => id));
  return tree.paths.flatMap((path) => {
    const [, owner = ''] = path.split('/');
    if (!ids.has(owner) || TEST.test(path) || path.includes('/testing/')) return [];
    const named = path.endsWith('/package.json')
      ? dependenciesOf(tree.read(path))
      : path.endsWith('.ts')
        ? importedPackages(path, tree.read(path) ?? '')
        : [];
    return named
      .filter((name) => name !== owner && ids.has(name))
      .map((name) => `${path} makes the slice "${owner}" depend on its sibling @pos/${name}. ${CURE}`);
  });
};

function dependenciesOf(manifest = '{}'): readonly string[] {
  const { dependencies = {} } = JSON.parse(manifest) as { readonly dependencies?: Readonly<Record<string, string>> };
  return Object.keys(dependencies).map((name) => name.replace(/^@pos\//, ''));
}

const staleGenerated = (slices: Slices, tree: SourceTree): readonly string[] =>
  staleFiles(generateFromSlices(slices, tree), tree).map(
    ({ path }) => `${path} is not what the slices declare. Run: npm run generate`,
  );

/** What stands between the slices and their implementations. Each fault names the file to mend and says how. */
export const sliceFaults = (slices: Slices, tree: SourceTree): readonly string[] =>
  [
    unlistedSlices,
    unlistedDeclarations,
    unlistedProblems,
    misplacedDeclarations,
    strayImplementations,
    missingImplementations,
    siblingImports,
    staleGenerated,
  ].flatMap((find) => find(slices, tree));
