import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Mutant } from './mutants.ts';

const COMPILER_OPTIONS = { extends: './tsconfig.base.json', compilerOptions: { incremental: false, noEmit: true } };

/** A copy of the packages' sources. Installed packages are links to the real ones. */
function copyOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  const isSource = (path: string): boolean => !/^(?:node_modules|dist|\.local)$/.test(basename(path));
  cpSync(join(root, 'packages'), join(copy, 'packages'), { recursive: true, filter: isSource });
  for (const file of ['package.json', 'tsconfig.base.json']) cpSync(join(root, file), join(copy, file));
  const folders = readdirSync(join(root, 'packages')).map((name) => join('packages', name));
  for (const folder of ['.', ...folders])
    symlinkSync(join(root, folder, 'node_modules'), join(copy, folder, 'node_modules'), 'dir');
  return copy;
}

/** Type-checks mutants of different files in one run of the compiler. Returns the files with type errors. */
function filesWithErrors(root: string, copy: string, mutants: readonly Mutant[]): ReadonlySet<string> {
  for (const { file, code } of mutants) writeFileSync(join(copy, file), code);
  const files = mutants.map(({ file }) => file);
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ ...COMPILER_OPTIONS, files }));
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'],
    {
      cwd: copy,
      encoding: 'utf8',
    },
  );
  for (const file of files) cpSync(join(root, file), join(copy, file));
  return new Set(stdout.split('\n').flatMap((line) => /^(\S+?)\(\d+,\d+\): error/.exec(line)?.[1] ?? []));
}

/** The mutants that the compiler refuses, as it refuses the text `''` where a method is expected. */
export function refusedByCompiler(root: string, mutants: readonly Mutant[]): ReadonlySet<Mutant> {
  const refused = new Set<Mutant>();
  if (mutants.length === 0) return refused;
  const copy = copyOf(root);
  try {
    const byFile = [...Map.groupBy(mutants, ({ file }) => file).values()];
    const rounds = Math.max(...byFile.map((own) => own.length));
    for (let round = 0; round < rounds; round += 1) {
      const checked = byFile.flatMap((own) => own[round] ?? []);
      const failing = filesWithErrors(root, copy, checked);
      for (const mutant of checked) if (failing.has(mutant.file)) refused.add(mutant);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return refused;
}
