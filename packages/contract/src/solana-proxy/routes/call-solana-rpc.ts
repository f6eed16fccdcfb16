import * as z from 'zod';
import { open } from '../../access.ts';
import { wireSchema } from '../../derive/wire-schema.ts';
import { route } from '../../route.ts';
import { MOST_RPC_REQUESTS, RpcAnswer, RpcCall } from '../schemas/json-rpc.ts';

export const callSolanaRpc = route({
  id: 'call-solana-rpc',
  method: 'POST',
  path: '/solana/rpc',
  summary: 'Send Solana JSON-RPC requests whose methods are on the allow-list',
  description:
    `A batch has at most ${MOST_RPC_REQUESTS} requests, and its answers are in their order. A request that is refused gets a JSON-RPC error ` +
    'with HTTP status 200. Its code is -32601 for a method that is not forwarded, and -32600 for an invalid request. Other statuses are ' +
    'problems of the HTTP exchange, such as 429. A request without an id is answered under the id null.',
  // The handler parses each request, so that an invalid one gets a JSON-RPC error and does not fail its batch.
  body: z.unknown().meta(wireSchema(RpcCall)) as z.ZodType<unknown, z.input<typeof RpcCall>>,
  responses: { 200: z.union([RpcAnswer, z.array(RpcAnswer)]) },
  problems: [],
  access: open('Only reads and signed transactions are forwarded, and the firewall limits the rate.'),
  needs: ['solana'],
  host: 'container',
  safe: true,
});
