import type { Mutant } from './mutants.ts';

export interface Outcome {
  readonly mutant: Mutant;
  /** `stopped` means that the test hung or its process ended. It counts as noticed. */
  readonly fate: 'killed' | 'stopped' | 'survived' | 'excused';
}

const packageOf = ({ mutant }: Outcome): string => mutant.file.split('/')[1] ?? mutant.file;

const count = (outcomes: readonly Outcome[], fate: Outcome['fate']): number =>
  outcomes.filter((each) => each.fate === fate).length;

function row(name: string, outcomes: readonly Outcome[]): readonly string[] {
  const noticed = count(outcomes, 'killed') + count(outcomes, 'stopped');
  const judged = outcomes.length - count(outcomes, 'excused');
  const score = judged === 0 ? '-' : `${((100 * noticed) / judged).toFixed(1)} %`;
  const fates = ['killed', 'stopped', 'survived', 'excused'] as const;
  return [name, score, ...[outcomes.length, ...fates.map((fate) => count(outcomes, fate))].map(String)];
}

/** A table by package. The score is the share of noticed mutants among those that are not excused. */
export function report(outcomes: readonly Outcome[]): string {
  const header = ['package', 'score', 'mutants', 'killed', 'stopped', 'survived', 'excused'];
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
