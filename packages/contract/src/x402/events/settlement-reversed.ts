import { event } from '../../event.ts';
import { SettledWork } from '../../schemas/settled-work.ts';

export const settlementReversed = event({
  id: 'settlement-reversed',
  source: 'pos.x402',
  name: 'SettlementReversed',
  version: 1,
  summary: 'A payment that was counted is no longer on chain.',
  detail: SettledWork,
});
