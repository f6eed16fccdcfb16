import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { FacilitatorRequest, VerifyResponse } from '../schemas/x402.ts';

export const verifyPayment = route({
  id: 'verify-payment',
  method: 'POST',
  path: '/x402/verify',
  summary: 'Check a payment and reserve it for the server that asks (x402 facilitator)',
  description:
    'A valid payment is reserved durably, so a second server that presents the same payment is refused before it ' +
    'serves. An invalid payment is answered with isValid false and a reason, as x402 says.',
  body: FacilitatorRequest,
  responses: { 200: VerifyResponse },
  problems: ['payment-identifier-conflict'],
  access: open('The payment itself is the credential.'),
  discloses: { to: 'subject', because: 'The caller presents the payment that the payer signed.' },
  idempotencyOwner: '/paymentPayload/payload',
  needs: ['database', 'solana', 'facilitatorKey'],
  runtime: { memoryMb: 512, timeoutSeconds: 15, latencyCritical: true },
});
