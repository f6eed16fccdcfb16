import { scoreText, type DemoResult } from './run-demo.ts';

const usd = (atomic: bigint): string => `$${(Number(atomic) / 1e6).toFixed(2)}`;

/**
 * The last lines of the demo, and whether it succeeded. It succeeds if every payment was served once and every replay
 * was refused.
 */
export interface Summary {
  readonly lines: readonly string[];
  readonly ok: boolean;
}

export function summaryOf(result: DemoResult): Summary {
  const refused = result.replayStatuses.every((status) => status === 402);
  const payments = [...result.agents, result.vouched].reduce((sum, agent) => sum + agent.payments, 0);
  const replays = `${result.replayStatuses.length} replays ${refused ? 'refused' : 'SERVED'}`;
  return {
    lines: ['', ...table(result), '', `${payments} payments, ${result.served} answers, ${replays}.`],
    ok: refused && result.served === payments,
  };
}

function table({ agents, vouched }: DemoResult): readonly string[] {
  const rows = [
    ['agent', 'payments', 'earned', 'score before', 'score after'],
    ...[...agents, { ...vouched, name: `${vouched.name}, vouched for` }].map(
      ({ name, payments, earnedAtomic, before, after }) => [
        name,
        String(payments),
        usd(earnedAtomic),
        scoreText(before),
        scoreText(after),
      ],
    ),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd());
}
