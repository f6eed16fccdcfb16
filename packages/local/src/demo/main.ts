/** `npm run demo` runs the main flow of the registry against the system that `npm start` has started. */
import { join } from 'node:path';
import { portOffset } from '../settings.ts';
import { StartError } from '../start-error.ts';
import { readEndpoints } from '../state/endpoints.ts';
import { stateDirectoryFor } from '../state/location.ts';
import { runDemo } from './run-demo.ts';
import { summaryOf } from './summary.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

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
  const summary = summaryOf(await runDemo(endpoints, print));
  for (const line of summary.lines) print(line);
  process.exitCode = summary.ok ? 0 : 1;
} catch (error) {
  if (error instanceof StartError) process.stderr.write(`${error.message}\n→ ${error.cure}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
