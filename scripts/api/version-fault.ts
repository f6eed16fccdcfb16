import type { Change } from './change.ts';
import { compareVersions, parseVersion, type Version } from './released.ts';

/** The lowest version that changes call for, by "Versions" in docs/api-stability.md. */
function lowest([major, minor, patch]: Version, changes: readonly Change[]): Version {
  const breaking = changes.some(({ kind }) => kind === 'breaking');
  if (breaking && major > 0) return [major + 1, 0, 0];
  return changes.length > 0 ? [major, minor + 1, 0] : [major, minor, patch];
}

/** A sentence if the present version is too low for the changes since the released one. */
export function versionFault(released: string, present: string, changes: readonly Change[]): string | undefined {
  const wanted = lowest(parseVersion(released), changes);
  return compareVersions(parseVersion(present), wanted) >= 0
    ? undefined
    : `The version is ${present} and has to be at least ${wanted.join('.')}: raise API_VERSION in packages/contract/src/version.ts.`;
}
