import { open } from '../../access.ts';
import { settlementConfirmed } from '../events/settlement-confirmed.ts';
import { route } from '../../route.ts';
import { FacilitatorRequest, SettleResponse } from '../schemas/x402.ts';

export const settlePayment = route({
  id: 'settle-payment',
  method: 'POST',
  path: '/x402/settle',
  summary: 'x402 facilitator: put a payment on chain, exactly once',
  description:
    'After /x402/verify, asking again for the same payment gives the same answer. Where the answer is itself what lets a ' +
    'server serve (the flows upfront and escrow, or no verify before), a success is told once and later duplicate_settlement. ' +
    'An outcome that is not known in time is settlement_pending, never a failure: do not pay again, ask again.',
  body: FacilitatorRequest,
  responses: { 200: SettleResponse },
  problems: ['payment-identifier-conflict'],
  access: open('The payment itself is the credential.'),
  emits: [settlementConfirmed],
  needs: ['database', 'solana', 'facilitatorKey'],
  runtime: { memoryMb: 512, timeoutSeconds: 25, latencyCritical: true },
});
