import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { SupportedResponse } from '../schemas/x402.ts';

export const getSupported = route({
  id: 'get-supported',
  method: 'GET',
  path: '/x402/supported',
  summary: 'Get the supported schemes, networks, extensions and signers (x402 facilitator)',
  responses: { 200: SupportedResponse },
  problems: [],
  access: open('Every x402 server and client asks for this first.'),
  needs: ['solana', 'facilitatorKey'],
  cacheSeconds: 60,
});
