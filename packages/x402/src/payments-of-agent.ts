import type { Database } from '@pos/database/database.ts';
import { agentExists } from '@pos/database/agent-exists.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { eq } from 'drizzle-orm';
import { paymentPage, type PaymentPage } from './payment-page.ts';
import type { StoredPayment } from './reservation.ts';

/** Payments to an agent, newest first. Returns `undefined` if there is no such agent. */
export async function paymentsOfAgent(
  database: Database,
  did: Did,
  page: PaymentPage,
): Promise<readonly StoredPayment[] | undefined> {
  const found = await paymentPage(database, eq(settlements.agentDid, did), page);
  return found.length > 0 || (await agentExists(database, did)) ? found : undefined;
}
