import * as z from 'zod';
import { NEEDS, type Need } from '../needs.ts';

/** What every function is told, whatever it needs. */
export const BaseEnvironment = z.object({
  /** `local`, or the name of a deployed stage. */
  STAGE: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/),
  /** Where callers find the API: the domain that challenges are bound to, the base of problem types. */
  PUBLIC_URL: z.url(),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
});

/** Environment variables of a function with these needs: names, schemas, defaults. */
export const environmentOf = (needs: readonly Need[]): z.ZodObject =>
  needs.reduce<z.ZodObject>((all, need) => all.extend(NEEDS[need].environment.shape), BaseEnvironment);

export type EnvironmentOf<N extends Need> = z.output<(typeof NEEDS)[N]['environment']>;
export type BaseEnvironment = z.output<typeof BaseEnvironment>;
