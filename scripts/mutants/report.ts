import type { Mutant } from './mutants.ts';

export interface Outcome {
  readonly mutant: Mutant;
  /**
   * `stopped` means that the test hung or its process ended. It counts as noticed. `type error` means that no test
   * noticed the mutant and that it does not compile: such code cannot be committed, so it does not count.
   */
  readonly fate: 'killed' | 'stopped' | 'survived' | 'excused' | 'type error';
}

const FATES = ['killed', 'stopped', 'survived', 'excused', 'type error'] as const;

const packageOf = ({ mutant }: Outcome): string => mutant.file.split('/')[1] ?? mutant.file;

const count = (outcomes: readonly Outcome[], fate: Outcome['fate']): number =>
  outcomes.filter((each) => each.fate === fate).length;

function row(name: string, outcomes: readonly Outcome[]): readonly string[] {
  const noticed = count(outcomes, 'killed') + count(outcomes, 'stopped');
  const judged = outcomes.length - count(outcomes, 'excused') - count(outcomes, 'type error');
  const score = judged === 0 ? '-' : `${((100 * noticed) / judged).toFixed(1)} %`;

  return [name, score, ...[outcomes.length, ...FATES.map((fate) => count(outcomes, fate))].map(String)];
}

/** A table by package. The score is the share of noticed mutants among those that are neither excused nor type errors. */
export function report(outcomes: readonly Outcome[]): string {
  const header = ['package', 'score', 'mutants', ...FATES];
  const packages = [...Map.groupBy(outcomes, packageOf)].map(([name, own]) => row(name, own));
  const rows = [header, ...packages, row('all', outcomes)];
  const widths = header.map((_, column) => Math.max(...rows.map((each) => each[column]?.length ?? 0)));
  return rows
    .map((each) =>
      each
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
