import { resolveDependencies } from './resolve-dependencies.ts';
import type { Need } from '@pos/contract/needs.ts';
import type { DependenciesOf } from './dependencies.ts';
import type { Log } from './log.ts';

/** The only place of the functions that reads the process's environment. */
export const variables: Readonly<Record<string, string | undefined>> = process.env;

/**
 * Makes a handler once for each execution environment, at its first invocation. A start that failed is tried again at
 * the next one, so that an outage at cold start does not poison the environment for good.
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
