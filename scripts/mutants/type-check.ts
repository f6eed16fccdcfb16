import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Mutant } from './mutants.ts';

const COMPILER_OPTIONS = { noEmit: true, incremental: true, tsBuildInfoFile: './tsconfig.tsbuildinfo' };
const ALL_PACKAGES = ['packages/*/src/**/*.ts'];

/** A copy of the packages. Their links to each other are relative and lead into the copy. */
function copyOf(root: string, included: readonly string[]): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  const isSource = (path: string): boolean => !/^(?:dist|\.local|\.bin)$/.test(basename(path));
  cpSync(join(root, 'packages'), join(copy, 'packages'), {
    recursive: true,
    filter: isSource,
    verbatimSymlinks: true,
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  for (const file of ['package.json', 'tsconfig.base.json']) cpSync(join(root, file), join(copy, file));
  const config = { extends: './tsconfig.base.json', compilerOptions: COMPILER_OPTIONS, include: included };
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config));
  return copy;
}

/** Type-checks the packages with the given mutants. Returns the files with type errors. */
function filesWithErrors(root: string, copy: string, mutants: readonly Mutant[]): ReadonlySet<string> {
  for (const { file, code } of mutants) writeFileSync(join(copy, file), code);
  const compiler = [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json', '--pretty', 'false'];
  const { stdout } = spawnSync(process.execPath, compiler, { cwd: copy, encoding: 'utf8' });
  for (const { file } of mutants) cpSync(join(root, file), join(copy, file));
  return new Set(stdout.split('\n').flatMap((line) => /^(\S+?)\(\d+,\d+\): error/.exec(line)?.[1] ?? []));
}

/** One mutant of each file at a time: an error in the file itself is then its mutant's. */
function refusedInTheirFiles(mutants: readonly Mutant[], errorsOf: ErrorsOf): ReadonlySet<Mutant> {
  const byFile = [...Map.groupBy(mutants, ({ file }) => file).values()];
  const rounds = Math.max(0, ...byFile.map((own) => own.length));
  const refused = new Set<Mutant>();
  for (let round = 0; round < rounds; round += 1) {
    const checked = byFile.flatMap((own) => own[round] ?? []);
    const failing = errorsOf(checked);
    for (const mutant of checked) if (failing.has(mutant.file)) refused.add(mutant);
  }
  return refused;
}

type ErrorsOf = (mutants: readonly Mutant[]) => ReadonlySet<string>;

/**
 * The mutants that the compiler refuses, such as an empty text where a method is expected, or a declaration that its
 * implementation no longer matches.
 */
export function refusedByCompiler(
  root: string,
  mutants: readonly Mutant[],
  included: readonly string[] = ALL_PACKAGES,
): ReadonlySet<Mutant> {
  if (mutants.length === 0) return new Set();
  const copy = copyOf(root, included);
  try {
    const errorsOf: ErrorsOf = (changed) => filesWithErrors(root, copy, changed);
    const known = errorsOf([]);
    if (known.size > 0) throw new Error(`The packages do not compile: ${[...known].join(', ')}`);
    const alone = refusedInTheirFiles(mutants, errorsOf);
    const others = mutants.filter((mutant) => !alone.has(mutant) && errorsOf([mutant]).size > 0);
    return new Set([...alone, ...others]);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
