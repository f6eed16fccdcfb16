import type { Json } from '@pos/vocabulary/json.ts';

export type LogFields = Readonly<Record<string, Json | undefined>>;

/** Structured log lines. Pass errors as `error`. Secrets and SQL parameters must not be fields. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, error: unknown, fields?: LogFields): void;
}
