import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

const JsonRpcRequest = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(128), z.number(), z.null()]).optional(),
  method: z.string().max(64),
  params: z.array(z.unknown()).optional(),
});

export const callSolanaRpc = route({
  id: 'call-solana-rpc',
  method: 'POST',
  path: '/solana/rpc',
  summary: 'Send a Solana JSON-RPC request whose method is on the allow-list',
  body: JsonRpcRequest,
  responses: { 200: z.looseObject({ jsonrpc: z.literal('2.0') }) },
  problems: ['rpc-method-refused'],
  access: open('Only reads and signed transactions are forwarded, and the firewall limits the rate.'),
  needs: ['solana'],
  host: 'container',
  safe: true,
});
