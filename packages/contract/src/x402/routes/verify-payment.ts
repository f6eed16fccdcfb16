import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { FacilitatorRequest, VerifyResponse } from '../schemas/x402.ts';

export const verifyPayment = route({
  id: 'verify-payment',
  method: 'POST',
  path: '/x402/verify',
  summary: 'x402 facilitator: check a payment and reserve it for the server that asks',
  description:
    'A payment that passes is claimed durably, so that a second server is told no before it serves. ' +
    'A payment that does not pass is answered with isValid false and a reason, as x402 has it.',
  body: FacilitatorRequest,
  responses: { 200: VerifyResponse },
  problems: ['payment-identifier-conflict'],
  access: open('The payment itself is the credential.'),
  needs: ['database', 'solana', 'facilitatorKey'],
  runtime: { memoryMb: 512, timeoutSeconds: 15, latencyCritical: true },
});
