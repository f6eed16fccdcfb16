import type { LocalChain, LocalChainOptions } from '../start-local-chain.ts';
import { startLocalChain } from '../start-local-chain.ts';

/** A chain on a free port whose slots advance only on request. An internal error of the chain fails the test. */
export function startQuietChain(options: Partial<LocalChainOptions> = {}): Promise<LocalChain> {
  const logger = {
    info: () => undefined,
    error: (message: string, details?: Record<string, unknown>) => {
      throw new Error(`${message}: ${JSON.stringify(details)}`);
    },
  };
  return startLocalChain({ port: 0, clock: { now: () => new Date() }, logger, slotMs: 'manual', ...options });
}
