import type { CodePackage } from '@pos/functions/build/zip-bundles.ts';
import { StageError } from '../stage/variables.ts';

/** Returns the code of a function by the id of its route or consumer. */
export type CodeOf = (id: string) => CodePackage;

/** Looks functions up among the given packages. Throws for a function without a bundle. */
export function codeAmong(packages: readonly CodePackage[]): CodeOf {
  const byId = new Map(packages.map((each) => [each.id, each]));
  return (id) => {
    const found = byId.get(id);
    if (!found)
      throw new StageError(
        `There is no bundle of ${id}: run "npm run build", which builds packages/functions/dist/${id} from the file that implements it.`,
      );
    return found;
  };
}
