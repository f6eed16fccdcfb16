import { open } from '../access.ts';
import { settlementConfirmed } from '../events/settlement-confirmed.ts';
import { route } from '../route.ts';
import { FacilitatorRequest, SettleResponse } from '../schemas/x402.ts';

export const settlePayment = route({
  id: 'settle-payment',
  method: 'POST',
  path: '/x402/settle',
  tag: 'x402',
  summary: 'x402 facilitator: put a payment on chain, exactly once',
  description:
    'Asking again for the same payment gives the same answer. An outcome that is not known in time is answered with ' +
    'errorReason settlement_pending, never as a failure: do not pay again, ask again.',
  body: FacilitatorRequest,
  responses: { 200: SettleResponse },
  problems: ['payment-identifier-conflict'],
  access: open('The payment itself is the credential.'),
  emits: [settlementConfirmed],
  needs: ['database', 'solana', 'facilitatorKey'],
  runtime: { memoryMb: 512, timeoutSeconds: 25, latencyCritical: true },
});
