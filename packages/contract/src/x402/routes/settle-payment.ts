import { open } from '../../access.ts';
import { settlementConfirmed } from '../events/settlement-confirmed.ts';
import { route } from '../../route.ts';
import { FacilitatorRequest, SettleResponse } from '../schemas/x402.ts';

export const settlePayment = route({
  id: 'settle-payment',
  method: 'POST',
  path: '/x402/settle',
  summary: 'Settle a payment, exactly once (x402 facilitator)',
  description:
    'After /x402/verify, a repeated request for the same payment gets the same answer. In the flows upfront and ' +
    'escrow, and without a verify before, the answer itself lets the server serve: a success is then told once, and ' +
    'later requests get duplicate_settlement. If the outcome is not known in time, the answer is settlement_pending: ' +
    'do not pay again, ask again.',
  body: FacilitatorRequest,
  responses: { 200: SettleResponse },
  problems: ['payment-identifier-conflict'],
  access: open('The payment itself is the credential.'),
  discloses: { to: 'subject', because: 'The caller presents the payment that the payer signed.' },
  idempotencyOwner: '/paymentPayload/payload',
  emits: [settlementConfirmed],
  needs: ['database', 'solana', 'facilitatorKey'],
  runtime: { memoryMb: 512, timeoutSeconds: 25, latencyCritical: true },
});
