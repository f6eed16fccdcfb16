import type { Network } from '@pos/vocabulary/network.ts';
import { createSolanaRpc } from '@solana/kit';
import { accountReads } from './account-reads.ts';
import { rpcAsker } from './ask-rpc.ts';
import { rpcForwarder } from './forward-rpc.ts';
import type { SolanaLedger } from './solana-ledger.ts';
import { transactionCalls } from './transaction-calls.ts';

export interface LedgerOptions {
  readonly rpcUrl: string;
  readonly network: Network;
  /** Limit of one request to the node. Default 4,000 ms. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 4_000;

/** A ledger over a Solana JSON-RPC node. It holds no connection: every call is an HTTP request of its own. */
export function connectLedger({ rpcUrl, network, timeoutMs = DEFAULT_TIMEOUT_MS }: LedgerOptions): SolanaLedger {
  const rpc = createSolanaRpc(rpcUrl);
  const ask = rpcAsker(timeoutMs);
  return {
    network,
    ...accountReads(rpc, ask),
    ...transactionCalls(rpc, ask),
    forward: rpcForwarder(rpcUrl, timeoutMs),
    verifySettlement: async (reported) => {
      const { verifyOnChain } = await import('./verify-on-chain.ts');
      return verifyOnChain(rpcUrl, reported, timeoutMs);
    },
  };
}
