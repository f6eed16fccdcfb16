import { camelCase } from '../../slices/slice-files.ts';
import { headerFor, type SliceGenerator } from './slice-generator.ts';

const SHARED = {
  name: 'SHARED_PROBLEMS',
  line: "import { SHARED_PROBLEMS } from './shared-problems.ts';",
  folder: 'shared-problems',
};

/** The catalogue of problems. It imports `problems.ts` files alone, so that a function bundles codes and no schema. */
export const problemCatalogue: SliceGenerator = (slices) => {
  const own = slices
    .filter(({ problems }) => problems !== undefined)
    .map(({ id }) => ({
      name: `${camelCase(id)}Problems`,
      line: `import { problems as ${camelCase(id)}Problems } from './${id}/problems.ts';`,
      folder: id,
    }));
  const imports = [...own, SHARED].toSorted((one, other) => (one.folder < other.folder ? -1 : 1));
  const content = `${headerFor("the slices' problems.ts files")}${imports.map(({ line }) => line).join('\n')}

/** Every refusal of the registry by its stable code. */
export const PROBLEMS = {
${[SHARED, ...own].map(({ name }) => `  ...${name},`).join('\n')}
} as const;
`;
  return [{ path: 'packages/contract/src/problems.generated.ts', content }];
};
