import { resolveDependencies } from './resolve-dependencies.ts';
import type { Need } from '@pos/contract/needs.ts';
import type { DependenciesOf } from './dependencies.ts';
import type { Log } from './log.ts';

/** The process's environment variables. No other file of the functions reads them. */
export const variables: Readonly<Record<string, string | undefined>> = process.env;

/**
 * Builds a handler once for each execution environment, at its first invocation. The next invocation repeats a failed
 * cold start, so that an outage during a cold start does not disable the execution environment for good.
 */
export function onceReady<D extends { readonly needs: readonly Need[] }, Handler>(
  declaration: D,
  factory: (dependencies: DependenciesOf<D>) => Handler,
  log: Log,
): () => Promise<Handler> {
  let ready: Promise<Handler> | undefined;
  return () => {
    ready ??= resolveDependencies(declaration, { variables, log })
      .then(factory)
      .catch((error: unknown) => {
        ready = undefined;
        throw error;
      });
    return ready;
  };
}
