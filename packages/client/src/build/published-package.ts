/**
 * Name of the published client. The name was not taken on npm when it was chosen. This repository publishes nothing.
 */
export const NAME = 'proof-of-service-client';

/** An entry of the package: its source file, and the dependencies that its code needs at run time. */
interface Entry {
  readonly source: string;
  readonly needs: readonly string[];
  /** Dependencies that a consumer of this entry installs. They are peers, so that other consumers do without them. */
  readonly peers?: readonly string[];
}

/**
 * Entries by subpath of the package. They are separate, so that a consumer of scores loads neither the code that
 * verifies credentials nor its dependencies. A new entry is a line here; its types must refer to no dependency.
 */
export const ENTRIES: Readonly<Record<string, Entry>> = {
  '.': { source: 'index', needs: [] },
  './credentials': { source: 'verify-work-history', needs: ['@sd-jwt/sd-jwt-vc', 'jose', 'zod'] },
  './wallets': { source: 'wallets', needs: [] },
  './pay': { source: 'pay', needs: [], peers: ['@x402/fetch', '@x402/svm'] },
  './testing': { source: 'mock-registry', needs: [] },
};

/**
 * Dependencies that are installed with the client. All other code is bundled, and none of it may depend on a database,
 * Lambda or AWS.
 */
export const DEPENDENCIES: readonly string[] = [
  ...new Set(Object.values(ENTRIES).flatMap(({ needs }) => needs)),
].toSorted();

/** Dependencies that only consumers of some entries install. */
export const PEERS: readonly string[] = [
  ...new Set(Object.values(ENTRIES).flatMap(({ peers = [] }) => peers)),
].toSorted();

const exportsOf = () =>
  Object.fromEntries(
    Object.entries(ENTRIES).map(([subpath, { source }]) => [
      subpath,
      { types: `./types/${source}.d.ts`, default: `./${source}.js` },
    ]),
  );

/** The package.json of the published client. `versions` are the versions of the workspace's catalog. */
export function manifestOf(version: string, versions: Readonly<Record<string, string>>): object {
  const ranges = (names: readonly string[]) =>
    Object.fromEntries(
      names.map((name) => {
        const installed = versions[name];
        if (installed === undefined) throw new Error(`pnpm-workspace.yaml has no version of ${name} in its catalog.`);
        return [name, /^\d/.test(installed) ? `^${installed}` : installed];
      }),
    );
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
    dependencies: ranges(DEPENDENCIES),
    peerDependencies: ranges(PEERS),
    peerDependenciesMeta: Object.fromEntries(PEERS.map((name) => [name, { optional: true }])),
  };
}
