import { environmentOf, type BaseEnvironment } from '@pos/contract/derive/environment.ts';
import type { Need } from '@pos/contract/needs.ts';
import type * as z from 'zod';

/** A function that was deployed without what it needs: names every variable and what it must look like. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'environment-invalid';
}

export type Environment = BaseEnvironment & Readonly<Record<string, unknown>>;

/** Parses a function's environment once, at cold start. */
export function parseEnvironment(
  needs: readonly Need[],
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const parsed = environmentOf(needs).safeParse(variables);
  if (parsed.success) return parsed.data as Environment;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(`Set these environment variables:\n${lines.join('\n')}`);
}

/** The schema's shape for one need, so that a builder reads only its own variables. */
export const pick = <Schema extends z.ZodObject>(schema: Schema, environment: Environment): z.output<Schema> =>
  schema.parse(environment);
