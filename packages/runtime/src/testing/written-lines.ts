import { jest } from '@jest/globals';

export type LogLine = Readonly<Record<string, unknown>>;

/**
 * Captures the log lines and metrics of functions instead of writing them to the console. Needs `POWERTOOLS_DEV=true`.
 */
export function writtenLines() {
  const lines: string[] = [];
  for (const stream of ['debug', 'log', 'info', 'warn', 'error'] as const)
    jest.spyOn(console, stream).mockImplementation((line) => void lines.push(String(line)));
  const documents = (): LogLine[] => lines.map((line) => JSON.parse(line) as LogLine);
  return {
    /** Log lines, oldest first. */
    logged: () => documents().filter((line) => !('_aws' in line)),
    /** Metrics by name, the latest value of each. */
    measured: (): LogLine => Object.assign({}, ...documents().filter((line) => '_aws' in line)) as LogLine,
    text: () => lines.join('\n'),
    clear: () => void lines.splice(0),
  };
}
