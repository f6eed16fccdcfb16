import type { Move } from './compare-models.ts';

const HEADINGS = ['agent', 'before', 'after', 'change', 'rank', 'lowest term', 'reasons'];
const RIGHT_ALIGNED = new Set(['before', 'after', 'change']);

/** Scores are printed as points of 100. */
const points = (score: number): string => (score * 100).toFixed(2);
const signed = (text: string): string => (Number(text) > 0 ? `+${text}` : text);

/** Whether a change is visible at the precision of the table. */
const isMove = ({ scoreBefore, scoreAfter, rankBefore, rankAfter }: Move): boolean =>
  rankBefore !== rankAfter || points(scoreBefore) !== points(scoreAfter);

const cellsOf = (name: string, move: Move): readonly string[] => {
  const [before, after] = [points(move.scoreBefore), points(move.scoreAfter)];
  const change = signed((Number(after) - Number(before)).toFixed(2));
  const rank = move.rankBefore === move.rankAfter ? `${move.rankAfter}` : `${move.rankBefore} → ${move.rankAfter}`;
  return [name, before, after, change, rank, move.bindingTerm, move.reasons.join(', ')];
};

/** Prints the agents that move, up to `most`, and how many more there are. */
export function movesTable(moves: readonly (Move & { readonly did?: string })[], most: number): string {
  const moved = moves.filter(isMove);
  const summary = `${moved.length} of ${moves.length} agents move. Scores are points of 100.`;
  if (moved.length === 0) return summary;
  const rows = [HEADINGS, ...moved.slice(0, most).map((move) => cellsOf(move.did ?? String(move.agent), move))];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        RIGHT_ALIGNED.has(HEADINGS[column] ?? '')
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const rest = moved.length - Math.min(most, moved.length);
  return [...lines, summary, ...(rest === 0 ? [] : [`${rest} more: --top ${moved.length} shows them.`])].join('\n');
}
