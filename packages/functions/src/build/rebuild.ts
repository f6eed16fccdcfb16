import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, context, type BuildFailure, type Plugin } from 'esbuild';
import { bundleOptions, filesOf, sourcesOfPass, type BundlePass } from './bundle.ts';
import { REPOSITORY, type Unit } from './units.ts';

/** A unit whose new bundle differs from the running one. */
export interface ChangedUnit {
  readonly unit: Unit;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export type Rebuilt =
  | { readonly ok: true; readonly changed: readonly ChangedUnit[] }
  /** Each problem is one line of text: file, line number and error. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Bundles the same units repeatedly and rereads only changed sources. */
export interface Rebuilder {
  /**
   * Rebuilds and compares. `folderOf` returns the folder of a unit's running bundle; a unit without a running bundle is
   * not compared.
   */
  rebuild(folderOf: (unit: Unit) => string | undefined): Promise<Rebuilt>;
  /** True if a file was part of the last successful pass. Takes an absolute path. */
  reads(file: string): boolean;
  close(): Promise<void>;
}

export async function openRebuilder(units: readonly Unit[]): Promise<Rebuilder> {
  const kept = await context(bundleOptions(units));
  let inputs: ReadonlySet<string> = new Set();
  return {
    async rebuild(folderOf) {
      let pass: BundlePass;
      try {
        pass = await kept.rebuild();
      } catch (error) {
        return { ok: false, problems: problemsOf(error) };
      }
      inputs = new Set(sourcesOfPass(pass).map((path) => join(REPOSITORY, path)));
      const changed = units.flatMap((unit) => {
        const folder = folderOf(unit);
        const files = filesOf(unit, pass);
        return folder === undefined || holds(folder, files) ? [] : [{ unit, files }];
      });
      return { ok: true, changed };
    },
    reads: (file) => inputs.has(file),
    close: () => kept.dispose(),
  };
}

/**
 * True if the folder's bundle equals these files. The name of a chunk counts, because other files import it by name.
 */
function holds(folder: string, files: ReadonlyMap<string, Uint8Array>): boolean {
  return [...files].every(([name, content]) => {
    const file = join(folder, name);
    return existsSync(file) && readFileSync(file).equals(content);
  });
}

/** esbuild's messages as `file:line: text`. Any other error is thrown. */
function problemsOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || !('errors' in error)) throw error;
  return (error as BuildFailure).errors.map(({ location, text }) =>
    location === null ? text : `${location.file}:${location.line}: ${text}`,
  );
}

/** An esbuild plugin that excludes third-party packages. */
const ownSourcesAlone: Plugin = {
  name: 'own-sources-alone',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path }) => (path.startsWith('@pos/') ? undefined : { external: true })),
};

/** Absolute paths of the workspace's source files that these programs load when they run as TypeScript. */
export async function sourcesOf(programs: readonly string[]): Promise<ReadonlySet<string>> {
  const pass = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [...programs],
    outdir: 'unused',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    plugins: [ownSourcesAlone],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return new Set(Object.keys(pass.metafile.inputs).map((path) => join(REPOSITORY, path)));
}
