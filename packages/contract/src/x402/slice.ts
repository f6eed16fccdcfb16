import { slice } from '../slice.ts';
import { settlementConfirmed } from './events/settlement-confirmed.ts';
import { settlementReversed } from './events/settlement-reversed.ts';
import { problems } from './problems.ts';
import { getSettlement } from './routes/get-settlement.ts';
import { getSupported } from './routes/get-supported.ts';
import { listPayerSettlements } from './routes/list-payer-settlements.ts';
import { listSettlements } from './routes/list-settlements.ts';
import { settlePayment } from './routes/settle-payment.ts';
import { verifyPayment } from './routes/verify-payment.ts';
import { reconcilePayments } from './tasks/reconcile-payments.ts';

export const x402 = slice({
  id: 'x402',
  tag: 'x402',
  summary: 'The x402 facilitator: verifies and settles payments.',
  routes: [getSettlement, getSupported, listPayerSettlements, listSettlements, settlePayment, verifyPayment],
  events: [settlementConfirmed, settlementReversed],
  tasks: [reconcilePayments],
  problems,
});
