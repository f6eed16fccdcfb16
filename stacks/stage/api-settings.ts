import { SCOPES } from '@pos/vocabulary/scope.ts';
import type { Scope } from '@pos/vocabulary/scope.ts';
import * as z from 'zod';

const scope = z.custom<Scope>((value) => typeof value === 'string' && Object.hasOwn(SCOPES, value), {
  error: (issue) =>
    `"${String(issue.input)}" is not a scope of the contract: choose from ${Object.keys(SCOPES).join(', ')}`,
});

const caller = z.string({ error: 'give a name' }).regex(/^[a-z][a-z0-9-]{1,30}$/, {
  error: 'a name is 2 to 31 lower-case letters, digits and hyphens, starting with a letter',
});

const raise = 'ask AWS for more, then raise this limit in stacks/stage/api-settings.ts';

const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);

/**
 * Settings of the API that differ between stages. Who may call which route is declared in the contract and is the same
 * in every stage.
 */
export const api = z
  .strictObject({
    /**
     * Requests per second that one method accepts from all callers together, from 1 to 10,000. `methodBurst` is the
     * number of concurrent requests, from 1 to 5,000.
     */
    methodRatePerSecond: z
      .int()
      .min(1)
      .max(10_000, { error: `API Gateway gives an account 10,000 requests a second: ${raise}` }),
    methodBurst: z
      .int()
      .min(1)
      .max(5_000, { error: `API Gateway gives an account a burst of 5,000: ${raise}` }),
    /**
     * Size in GB of the cache for responses that are free and equal for every caller. `null` means no cache. The cache
     * is paid by the hour.
     */
    cacheGb: z
      .literal(['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'], {
        error:
          'API Gateway offers caches of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 and 237 GB: give one as text, or null for none',
      })
      .nullable(),
    /** Programs that sign in by the client credentials grant, each with the scopes that it may request. */
    clients: z.array(
      z.strictObject({
        name: caller,
        scopes: z.array(scope).min(1, { error: 'a client without scopes cannot call any route: name at least one' }),
      }),
    ),
    /** Marketplaces. Each gets an API key with 10,000 requests a minute. */
    marketplaces: z.array(caller),
  })
  .superRefine(({ clients, marketplaces }, context) => {
    const twice = { clients: repeated(clients.map(({ name }) => name)), marketplaces: repeated(marketplaces) };
    for (const [setting, name] of Object.entries(twice)) {
      if (name !== undefined)
        context.addIssue({
          code: 'custom',
          path: [setting],
          message: `"${name}" is listed twice: give each a name of its own`,
        });
    }
  });
