import * as z from 'zod';
import { NEEDS, type Need } from '../needs.ts';

/** Environment variables that every function has. */
export const BaseEnvironment = z.object({
  /** `local`, or the name of a deployed stage. */
  STAGE: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/),
  /** Address of the API. Challenges are bound to its domain, and problem types start with it. */
  PUBLIC_URL: z.url(),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
});

/** Schema of the environment variables of a function with these needs. */
export const environmentOf = (needs: readonly Need[]): z.ZodObject =>
  needs.reduce<z.ZodObject>((all, need) => all.extend(NEEDS[need].environment.shape), BaseEnvironment);

export type BaseEnvironment = z.output<typeof BaseEnvironment>;
