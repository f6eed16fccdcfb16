/**
 * Name of the published client. The name was not taken on npm when it was chosen. This repository publishes nothing.
 */
export const NAME = 'proof-of-service-client';

/**
 * Entries by subpath of the package. They are separate, so that a consumer of scores does not load the code that
 * verifies credentials.
 */
export const ENTRIES = {
  '.': 'index',
  './credentials': 'verify-work-history',
} as const;

/**
 * Dependencies that are installed with the client. All other code is bundled, and none of it may depend on a database,
 * Lambda or AWS.
 */
export const DEPENDENCIES = ['@sd-jwt/sd-jwt-vc', 'jose', 'zod'] as const;

const exportsOf = () =>
  Object.fromEntries(
    Object.entries(ENTRIES).map(([subpath, entry]) => [
      subpath,
      { types: `./types/client/src/${entry}.d.ts`, default: `./${entry}.js` },
    ]),
  );

/** The package.json of the published client. `versions` are the versions of the workspace's catalog. */
export function manifestOf(version: string, versions: Readonly<Record<string, string>>): object {
  const dependencies = DEPENDENCIES.map((name) => {
    const installed = versions[name];
    if (installed === undefined) throw new Error(`pnpm-workspace.yaml has no version of ${name} in its catalog.`);
    return [name, /^\d/.test(installed) ? `^${installed}` : installed];
  });
  return {
    name: NAME,
    version,
    description: 'Typed client of a Proof-of-Service Agent Registry',
    license: 'Apache-2.0',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    exports: { ...exportsOf(), './package.json': './package.json' },
    files: ['*.js', 'types', 'README.md', 'LICENSE', 'NOTICE'],
    dependencies: Object.fromEntries(dependencies),
  };
}
