import type { settlements } from '@pos/database/schema/settlements.ts';
import { account } from '@pos/vocabulary/account.ts';
import type { SettledWork } from '../domain/decide-receipt.ts';

/** Makes the payer's and the payee's accounts from the network and the addresses of a settlement's row. */
export const settledWorkOf = ({
  id,
  network,
  status,
  agentDid,
  payer,
  payTo,
  usdMicro,
  requirements,
}: typeof settlements.$inferSelect): SettledWork => ({
  id,
  status,
  agentDid,
  payer: account(network, payer),
  payTo: account(network, payTo),
  usdMicro,
  requirements,
});
