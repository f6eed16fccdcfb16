import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { callSolanaRpc as route } from '@pos/contract/solana-proxy/routes/call-solana-rpc.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';

/**
 * Reads that cost a node little, and sending what somebody else signed. Left out on purpose: scans of whole programs
 * (`getProgramAccounts`), everything about the node itself, and airdrops.
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

/** The node's answer to one allowed request, JSON-RPC errors included; a node that does not answer is an outage. */
export const callSolanaRpc =
  ({ solana }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ body }) =>
    FORWARDED_METHODS.includes(body.method)
      ? reply(200, await solana.forward(body))
      : refuse('rpc-method-refused', { detail: `These pass: ${FORWARDED_METHODS.join(', ')}.` });

export const handler = routeLambda(route, callSolanaRpc);
