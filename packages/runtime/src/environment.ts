import { environmentOf, type BaseEnvironment } from '@pos/contract/derive/environment.ts';
import type { Need } from '@pos/contract/needs.ts';
import type * as z from 'zod';

/** Environment variables are missing or malformed. The message lists every one with its expected form. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'environment-invalid';
}

export type Environment = BaseEnvironment & Readonly<Record<string, unknown>>;

/** Parses the environment of a function at cold start. Throws {@link EnvironmentError}. */
export function parseEnvironment(
  needs: readonly Need[],
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const parsed = environmentOf(needs).safeParse(variables);
  if (parsed.success) return parsed.data as Environment;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(`Set these environment variables:\n${lines.join('\n')}`);
}

/** The variables of one need. A builder reads no others. */
export const pick = <Schema extends z.ZodObject>(schema: Schema, environment: Environment): z.output<Schema> =>
  schema.parse(environment);
