/** Exit code of a check whose tool is not installed: neither passed nor failed. scripts/check.ts reads it. */
export const notRunCode = 75;

/** Reports which check did not run and why, and sets the exit code. */
export function notRun(what: string, why: string): void {
  process.stdout.write(`NOT RUN: ${what}: ${why}.\n`);
  process.exitCode = notRunCode;
}
