import type { Clock } from '@pos/vocabulary/clock.ts';
import type { KeyPairSigner } from '@solana/kit';
import type { Commitment } from './blocks.ts';
import type { Chain } from './chain.ts';
import { createChain } from './chain.ts';
import type { Faucet } from './faucet.ts';
import { createFaucet } from './faucet.ts';
import type { Faults } from './faults.ts';
import { createFaults } from './faults.ts';
import { developmentKeys, placeGenesis, USDC_MINT } from './genesis.ts';
import { createRpcServer } from './http-server.ts';
import { readTokenAccount } from './token-layout.ts';
import { closeServer, listenBoth } from './two-ports.ts';
import { createPubSubServer } from './websocket-server.ts';
import { openStore } from './store.ts';
import { createVirtualMachine } from './virtual-machine.ts';

export type ChainLogger = {
  readonly info: (message: string, details?: Record<string, unknown>) => void;
  readonly error: (message: string, details?: Record<string, unknown>) => void;
};

export type LocalChainOptions = {
  /** TCP port on 127.0.0.1, or 0 for a free one. The websocket listens on the next port. */
  readonly port: number;
  /** Path of the state file. By default the chain is kept in memory only. */
  readonly stateFile?: string;
  readonly clock: Clock;
  readonly logger: ChainLogger;
  /**
   * Duration of a slot in milliseconds. Default: 400, as on the clusters. With `'manual'` only `advanceSlots` moves the
   * chain.
   */
  readonly slotMs?: number | 'manual';
  /** Number of slots until a transaction is confirmed. Default: 1. */
  readonly confirmedSlots?: number;
  /** Number of slots until a transaction is finalized. Default: 32. */
  readonly finalizedSlots?: number;
};

export type LocalChain = Pick<Faucet, 'airdrop' | 'mintUsdc'> & {
  readonly url: string;
  readonly wsUrl: string;
  readonly usdcMint: string;
  /** The mint authority of USDC. It is generated for this chain and has no value elsewhere. */
  readonly mintAuthority: KeyPairSigner;
  readonly faults: Faults;
  readonly advanceSlots: (count: number) => void;
  /** Balance of a token account in atomic units at the newest slot, or 0 if the account does not exist. */
  readonly tokenBalance: (tokenAccount: string) => bigint;
  readonly slot: (commitment?: Commitment) => number;
  readonly close: () => Promise<void>;
};

const CLUSTER_SLOT_MS = 400;

/** Starts a local Solana chain: LiteSVM, the state file from which it is restored, and a JSON-RPC server. */
export async function startLocalChain(options: LocalChainOptions): Promise<LocalChain> {
  const { clock, logger } = options;
  const store = openStore(options.stateFile);
  const machine = createVirtualMachine();
  const keys = await developmentKeys(store);
  placeGenesis(store, machine, keys);
  const depths = { confirmedSlots: options.confirmedSlots ?? 1, finalizedSlots: options.finalizedSlots ?? 32 };
  const chain: Chain = createChain({ store, machine, clock, depths });
  const faucet = createFaucet(chain, keys);
  const faults = createFaults();
  const onBug = (method: string, error: unknown) =>
    logger.error('The local chain failed to answer', {
      method,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });

  const server = createRpcServer({ chain, faucet, onBug }, faults);
  const pubSub = createPubSubServer(chain);
  const port = await listenBoth(server, pubSub.server, options.port);
  const slotMs = options.slotMs ?? CLUSTER_SLOT_MS;
  const ticking = slotMs === 'manual' ? undefined : setInterval(chain.advanceSlot, slotMs);
  const url = `http://127.0.0.1:${port}`;
  const wsUrl = `ws://127.0.0.1:${port + 1}`;
  logger.info('The local Solana chain has started', { url, wsUrl, slot: chain.blocks.newest().slot });

  return {
    url,
    wsUrl,
    usdcMint: USDC_MINT,
    mintAuthority: keys.mintAuthority,
    faults: { inject: faults.inject, clear: faults.clear },
    airdrop: faucet.airdrop,
    mintUsdc: faucet.mintUsdc,
    advanceSlots: (count) => {
      for (let slot = 0; slot < count; slot += 1) chain.advanceSlot();
    },
    tokenBalance: (tokenAccount) => {
      const account = chain.accounts.at(tokenAccount, 'processed');
      return (account === null ? undefined : readTokenAccount(account)?.amount) ?? 0n;
    },
    slot: (commitment = 'processed') => chain.blocks.slotAt(commitment),
    close: async () => {
      clearInterval(ticking);
      pubSub.disconnectAll();
      await Promise.all([closeServer(server), closeServer(pubSub.server)]);
      store.close();
    },
  };
}
