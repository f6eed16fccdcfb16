import type { Database } from '@pos/database/database.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { ProvedWallet } from '@pos/identity/prove-wallet.ts';
import { and, eq } from 'drizzle-orm';
import { paymentPage, type PaymentPage } from './payment-page.ts';
import type { StoredPayment } from './reservation.ts';

/** Payments that a wallet made, newest first. */
export const paymentsOfPayer = (
  database: Database,
  { network, address }: ProvedWallet,
  page: PaymentPage,
): Promise<readonly StoredPayment[]> =>
  paymentPage(database, and(eq(settlements.payer, address), eq(settlements.network, network)), page);
