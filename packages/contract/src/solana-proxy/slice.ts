import { slice } from '../slice.ts';
import { callSolanaRpc } from './routes/call-solana-rpc.ts';

export const solanaProxy = slice({
  id: 'solana-proxy',
  tag: 'solana',
  summary: 'Solana JSON-RPC through the registry.',
  routes: [callSolanaRpc],
});
