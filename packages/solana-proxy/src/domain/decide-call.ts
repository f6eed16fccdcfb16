import { MOST_RPC_REQUESTS, RpcRequest, type RpcAnswer } from '@pos/contract/solana-proxy/schemas/json-rpc.ts';
import { parsePart } from '@pos/runtime/domain/field-errors.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as z from 'zod';

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

/** Error codes of JSON-RPC 2.0, section 5.1. */
const INVALID_REQUEST = -32_600;
const METHOD_NOT_FOUND = -32_601;

const refusal = (id: unknown, code: number, message: string, data: object = {}): RpcAnswer => ({
  jsonrpc: '2.0',
  error: { code, message, ...(Object.keys(data).length === 0 ? {} : { data }) },
  id,
});

const Identified = z.object({ id: z.union([z.string(), z.number()]) });

/** The id of a request that may be invalid. JSON-RPC answers a request without a readable id under null. */
const idOf = (request: unknown): string | number | null => Identified.safeParse(request).data?.id ?? null;

/** Decides whether a request is forwarded. A refusal is the JSON-RPC answer to the request. */
export function decideRequest(request: unknown): Result<RpcRequest, RpcAnswer> {
  const read = parsePart('body', RpcRequest, request);
  if (!read.ok) {
    const faults = read.error.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`));
    return err(refusal(idOf(request), INVALID_REQUEST, `The request is no JSON-RPC 2.0 request. ${faults.join(' ')}`));
  }
  if (FORWARDED_METHODS.includes(read.value.method)) return ok(read.value);
  const message = `The method ${read.value.method} is not forwarded. Use one of data.methods, or an RPC node of your own.`;
  return err(refusal(idOf(request), METHOD_NOT_FOUND, message, { methods: FORWARDED_METHODS }));
}

/** The requests of a body, which is one request or a batch. A refusal is the JSON-RPC answer to the whole body. */
export function requestsOf(body: unknown): Result<readonly unknown[], RpcAnswer> {
  if (!Array.isArray(body)) return ok([body]);
  return body.length >= 1 && body.length <= MOST_RPC_REQUESTS
    ? ok(body)
    : err(
        refusal(null, INVALID_REQUEST, `A batch has 1 to ${MOST_RPC_REQUESTS} requests. This one has ${body.length}.`),
      );
}
