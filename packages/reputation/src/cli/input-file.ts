import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';

/** A file of the caller's that cannot be used; the message says which, where and why. */
export class InputFileError extends Error {}

const GZIP_MAGIC = 0x1f;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The text of a file, plain or gzipped. */
export function readInput(path: string): string {
  try {
    const bytes = readFileSync(path);
    return (bytes[0] === GZIP_MAGIC ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new InputFileError(`${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/** JSON that fits a schema; `where` names its place in messages. */
export function parseInput<T>(schema: z.ZodType<T>, json: string, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new InputFileError(`${where} is not JSON: ${messageOf(error)}.`, { cause: error });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InputFileError(`${where} is not as expected.\n${z.prettifyError(result.error)}`);
}
