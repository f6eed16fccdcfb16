import { createRequire } from 'node:module';
import { startQuietChain } from './quiet-chain.ts';

export type RunningNode = { readonly url: string; readonly wsUrl: string; readonly stop: () => Promise<void> };
export type NodeUnderTest = { readonly name: string; readonly start: () => Promise<RunningNode> };

const SLOT_MS = 25;
const SURFPOOL = '@solana/surfpool-linux-x64-gnu';

const localChain: NodeUnderTest = {
  name: 'the local chain',
  start: async () => {
    const chain = await startQuietChain({ slotMs: SLOT_MS });
    return { url: chain.url, wsUrl: chain.wsUrl, stop: chain.close };
  },
};

type Surfnet = { readonly rpcUrl: string; readonly wsUrl: string; stop(): void };

/**
 * An independent implementation of the same RPC, if its binary is installed. It shows that the tests describe Solana
 * and not only this chain.
 */
function surfpool(): NodeUnderTest[] {
  const require = createRequire(__filename);
  let path: string;
  try {
    path = require.resolve(SURFPOOL);
  } catch {
    return [];
  }
  const start = async (): Promise<RunningNode> => {
    const { Surfnet } = require(path) as { Surfnet: { startWithConfig(config: object): Surfnet } };
    const net = Surfnet.startWithConfig({ offline: true, slotTimeMs: SLOT_MS, blockProductionMode: 'clock' });
    return { url: net.rpcUrl, wsUrl: net.wsUrl, stop: async () => net.stop() };
  };
  return [{ name: 'surfpool', start }];
}

export const nodesUnderTest: readonly NodeUnderTest[] = [localChain, ...surfpool()];
