import * as z from 'zod';

/** Maximum number of requests in a batch. */
export const MOST_RPC_REQUESTS = 10;

export const RpcRequest = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(128), z.number(), z.null()]).optional(),
  method: z.string().max(64),
  params: z.array(z.unknown()).optional(),
});
export type RpcRequest = z.output<typeof RpcRequest>;

/** One request, or a batch of them. */
export const RpcCall = z.union([RpcRequest, z.array(RpcRequest).min(1).max(MOST_RPC_REQUESTS)]);

export const RpcAnswer = z.looseObject({ jsonrpc: z.literal('2.0') });
export type RpcAnswer = z.output<typeof RpcAnswer>;
