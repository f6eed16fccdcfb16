/** Name of the published client. It was free when it was chosen. This repository publishes nothing. */
export const NAME = 'proof-of-service-client';

/** Entries by subpath of the package, so that a consumer of scores does not load the verification of credentials. */
export const ENTRIES = {
  '.': 'index',
  './credentials': 'verify-work-history',
} as const;

/**
 * Packages that consumers install beside the client. Everything else is part of its files, and none of it may depend on
 * a database, a Lambda or AWS.
 */
export const DEPENDENCIES = ['@sd-jwt/sd-jwt-vc', 'jose', 'zod'] as const;

const exportsOf = () =>
  Object.fromEntries(
    Object.entries(ENTRIES).map(([subpath, entry]) => [
      subpath,
      { types: `./types/client/src/${entry}.d.ts`, default: `./${entry}.js` },
    ]),
  );

/** `versions` are those of the workspace's catalog. */
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
