/** `npm run demo`: the main flow of the registry, against the system that `npm start` started. */
import { join } from 'node:path';
import { portOffset } from '../settings.ts';
import { StartError } from '../start-error.ts';
import { readEndpoints } from '../state/endpoints.ts';
import { stateDirectoryFor } from '../state/location.ts';
import { runDemo, scoreText, type DemoResult } from './run-demo.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const usd = (atomic: bigint): string => `$${(Number(atomic) / 1e6).toFixed(2)}`;

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

async function assertUp(apiUrl: string): Promise<void> {
  try {
    await fetch(`${apiUrl}/health`, { signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    throw new StartError(`Nothing answers at ${apiUrl}.`, 'Start the system in another terminal: npm start', {
      cause: error,
    });
  }
}

try {
  const endpoints = readEndpoints(join(stateDirectoryFor(portOffset(process.env)), 'endpoints.json'));
  await assertUp(endpoints.apiUrl);
  const result = await runDemo(endpoints, print);
  print('');
  for (const line of table(result)) print(line);
  const refused = result.replayStatuses.every((status) => status === 402);
  const payments = [...result.agents, result.vouched].reduce((sum, agent) => sum + agent.payments, 0);
  print(
    `\n${payments} payments, ${result.served} answers, ${result.replayStatuses.length} replays ${refused ? 'refused' : 'SERVED'}.`,
  );
  process.exitCode = refused && result.served === payments ? 0 : 1;
} catch (error) {
  if (error instanceof StartError) process.stderr.write(`${error.message}\n→ ${error.cure}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
