import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** Workspace packages to whose declarations the client's types refer. */
const SOURCES = ['contract', 'credentials', 'vocabulary'] as const;

interface Emission {
  readonly root: string;
  readonly entries: readonly string[];
  readonly into: string;
}

/**
 * Writes the type declarations of the entries and of all their imports as plain `.d.ts` files that do not depend on the
 * workspace.
 */
export function emitTypes({ root, entries, into }: Emission): void {
  const scratch = mkdtempSync(join(tmpdir(), 'client-types-'));
  const packages = join(root, 'packages');
  const project = join(scratch, 'tsconfig.json');
  const options = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: into,
    rootDir: packages,
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
    typeRoots: [join(root, 'node_modules/@types')],
    // TypeScript treats sources found through node_modules as external and does not write their declarations.
    paths: Object.fromEntries(SOURCES.map((name) => [`@pos/${name}/*`, [join(packages, name, 'src/*')]])),
  };
  writeFileSync(
    project,
    JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions: options, files: entries }),
  );
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const done = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`The client's types were not written:\n${done.stdout}${done.stderr}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  for (const file of filesIn(into)) writeFileSync(file, published(readFileSync(file, 'utf8'), file, into));
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join(folder, name));

/** Rewrites imports of workspace packages and of `.ts` files to relative imports of `.js` files. */
export function published(text: string, file: string, root: string): string {
  const relativeTo = (target: string): string => {
    const path = relative(dirname(file), join(root, target)).replaceAll('\\', '/');
    return path.startsWith('.') ? path : `./${path}`;
  };
  return text
    .replaceAll(/(['"])@pos\/([a-z0-9-]+)\/([^'"]+)\.ts\1/g, (_, quote: string, name: string, path: string) =>
      [quote, relativeTo(`${name}/src/${path}.js`), quote].join(''),
    )
    .replaceAll(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, '$1$2.js$1');
}
