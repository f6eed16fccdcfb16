import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { writeSources } from './published-sources.ts';

/** Packages to whose plain types the published types may refer. */
const SHARED = ['contract', 'vocabulary'];

interface Emission {
  readonly root: string;
  /** Names of source files without their suffix. */
  readonly entries: readonly string[];
  readonly into: string;
}

/** Import specifiers of a declaration file. Comments may show imports too. */
const importsIn = (text: string): readonly string[] =>
  [...text.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    ([, specifier = '']) => specifier,
  );

/** Compiles the sources in a folder of their own. Returns the folder in which `tsc` repeats their absolute paths. */
function compile(root: string, sources: string, scratch: string, entries: readonly string[]): string {
  const packages = join(root, 'packages');
  const project = join(scratch, 'tsconfig.json');
  const out = join(scratch, 'out');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: out,
    rootDir: '/',
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
    typeRoots: [join(root, 'node_modules/@types')],
    // TypeScript treats sources found through node_modules as external and does not write their declarations.
    paths: Object.fromEntries(
      ['contract', 'credentials', 'vocabulary'].map((name) => [`@pos/${name}/*`, [join(packages, name, 'src/*')]]),
    ),
  };
  const files = entries.map((entry) => join(sources, `${entry}.ts`));
  writeFileSync(project, JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, files }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`The client's types were not written:\n${done.stdout}${done.stderr}`);
  return out;
}

/**
 * Writes the type declarations of the entries and of the files to which they refer. No declaration refers to the
 * workspace, to the contract's schemas or to a dependency.
 */
export function emitTypes({ root, entries, into }: Emission): void {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'client-types-')));
  try {
    const sources = join(scratch, 'client');
    mkdirSync(sources);
    writeFileSync(join(scratch, 'package.json'), '{"type":"module"}');
    writeSources(sources);
    symlinkSync(join(root, 'packages/client/node_modules'), join(scratch, 'node_modules'), 'junction');
    const out = compile(root, sources, scratch, entries);
    const places = {
      '': sources,
      ...Object.fromEntries(SHARED.map((name) => [name, join(root, 'packages', name, 'src')])),
    };
    // A set is iterated with the members that are added meanwhile.
    const pending = new Set(entries.map((entry) => join(sources, `${entry}.ts`)));
    for (const source of pending) {
      const text = readFileSync(join(out, source.replace(/\.ts$/, '.d.ts')), 'utf8');
      const from = placeOf(source, places);
      let published = text;
      for (const specifier of importsIn(text)) {
        const target = specifier.startsWith('.')
          ? resolve(dirname(source), specifier)
          : specifier.replace(/^@pos\/([a-z0-9-]+)\//, `${join(root, 'packages')}/$1/src/`);
        if (!target.startsWith('/'))
          throw new Error(`${from} refers to ${specifier}: print its types in print-api.ts.`);
        const path = relative(dirname(from), placeOf(target, places)).replaceAll('\\', '/').replace(/\.ts$/, '.js');
        published = published.replaceAll(`'${specifier}'`, `'${path.startsWith('.') ? path : `./${path}`}'`);
        pending.add(target);
      }
      const file = join(into, from.replace(/\.ts$/, '.d.ts'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, published);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Path of a source in the package, where the client's own files are at the top. */
function placeOf(source: string, places: Readonly<Record<string, string>>): string {
  for (const [place, folder] of Object.entries(places))
    if (source.startsWith(`${folder}/`)) return join(place, relative(folder, source));
  throw new Error(`The published types refer to ${source}: print its types in print-api.ts.`);
}
