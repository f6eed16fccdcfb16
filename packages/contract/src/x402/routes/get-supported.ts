import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { SupportedResponse } from '../schemas/x402.ts';

export const getSupported = route({
  id: 'get-supported',
  method: 'GET',
  path: '/x402/supported',
  summary: 'x402 facilitator: supported schemes, networks, extensions and signers',
  responses: { 200: SupportedResponse },
  problems: [],
  access: open('Every x402 server and client asks for this first.'),
  needs: ['solana', 'facilitatorKey'],
  cacheSeconds: 60,
});
