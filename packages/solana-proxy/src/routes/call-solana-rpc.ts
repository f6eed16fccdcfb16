import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { callSolanaRpc as route } from '@pos/contract/solana-proxy/routes/call-solana-rpc.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';

/**
 * The allowed methods: reads that are cheap for a node, and sending transactions that the caller signed. Scans of whole
 * programs (`getProgramAccounts`), methods about the node itself and airdrops are excluded on purpose.
 */
export const FORWARDED_METHODS: readonly string[] = [
  'getAccountInfo',
  'getBalance',
  'getBlockHeight',
  'getBlockTime',
  'getEpochInfo',
  'getFeeForMessage',
  'getGenesisHash',
  'getHealth',
  'getLatestBlockhash',
  'getMinimumBalanceForRentExemption',
  'getMultipleAccounts',
  'getRecentPrioritizationFees',
  'getSignatureStatuses',
  'getSignaturesForAddress',
  'getSlot',
  'getTokenAccountBalance',
  'getTokenAccountsByOwner',
  'getTokenSupply',
  'getTransaction',
  'getVersion',
  'isBlockhashValid',
  'sendTransaction',
  'simulateTransaction',
];

/** Forwards an allowed request and returns the node's response, JSON-RPC errors included. */
export const callSolanaRpc =
  ({ solana }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ body }) =>
    FORWARDED_METHODS.includes(body.method)
      ? reply(200, await solana.forward(body))
      : refuse('rpc-method-refused', { detail: `Allowed methods: ${FORWARDED_METHODS.join(', ')}.` });

export const handler = routeLambda(route, callSolanaRpc);
