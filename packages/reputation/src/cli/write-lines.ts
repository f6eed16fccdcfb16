import { writeFileSync } from 'node:fs';

/** Writes values as JSON lines. */
export const writeLines = (path: string, values: readonly unknown[]): void =>
  writeFileSync(path, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
