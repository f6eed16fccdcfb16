import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';

/** An input file that cannot be used. The message names the file, the place and the cause. */
export class InputFileError extends Error {}

const GZIP_MAGIC = 0x1f;
const BYTE_ORDER_MARK = '\uFEFF';
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads the text of a file, plain or gzipped. */
export function readInput(path: string): string {
  try {
    const bytes = readFileSync(path);
    const text = (bytes[0] === GZIP_MAGIC ? gunzipSync(bytes) : bytes).toString('utf8');
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  } catch (error) {
    throw new InputFileError(`${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/** Place for error messages, and the advice at their end. */
export interface InputPlace {
  readonly where: string;
  readonly cure: string;
}

/** Parses JSON and checks it against a schema. */
export function parseInput<T>(schema: z.ZodType<T>, json: string, { where, cure }: InputPlace): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new InputFileError(`${where} is not JSON: ${messageOf(error)}.\n${cure}`, { cause: error });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InputFileError(`${where} is not as expected.\n${z.prettifyError(result.error)}\n${cure}`);
}
