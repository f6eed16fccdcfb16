/** Exit code of a check whose tool is missing: neither passed nor failed. scripts/check.ts reads it. */
export const notRunCode = 75;

/** Says by name what could not run and why. */
export function notRun(what: string, why: string): void {
  process.stdout.write(`NOT RUN: ${what}: ${why}.\n`);
  process.exitCode = notRunCode;
}
