import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import type { ReservedBy, settlements } from '@pos/database/schema/settlements.ts';
import { solanaAddressOf, type Account } from '@pos/vocabulary/account.ts';
import { assetOf } from '@pos/vocabulary/asset.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { sql } from 'drizzle-orm';

export type StoredPayment = typeof settlements.$inferSelect;

/** Identity of a payment. */
export interface PaymentKey {
  readonly network: Network;
  /** Id of the payment scheme. */
  readonly scheme: string;
  readonly artefact: string;
}

/** A payment that passed every check and can be reserved. */
export interface NewReservation extends PaymentKey {
  readonly id: string;
  readonly reservedBy: ReservedBy;
  readonly bindingHash: string;
  readonly paymentIdentifier: string | undefined;
  readonly payer: Account;
  readonly payTo: Account;
  readonly asset: SolanaAddress;
  readonly amountAtomic: bigint;
  readonly resourceUrl: string | undefined;
  readonly requirements: Json;
  readonly schemeData: Json;
  readonly lastValid: bigint;
  readonly reservedAt: Date;
}

export type ReservationOutcome =
  | { readonly kind: 'reserved'; readonly payment: StoredPayment }
  /** The same payment is stored already. */
  | { readonly kind: 'taken'; readonly payment: StoredPayment }
  /** Another payment to the same payee has this payment identifier. */
  | { readonly kind: 'identifier-conflict' };

const POSTGRES_BIGINT_MAX = 2n ** 63n - 1n;

/**
 * Value in millionths of a US dollar; null for a token other than USDC and for an amount beyond PostgreSQL's `bigint`.
 */
export function usdMicroOf(network: Network, asset: SolanaAddress, amountAtomic: bigint) {
  const isUsdc = assetOf(network, asset)?.symbol === 'USDC' && amountAtomic <= POSTGRES_BIGINT_MAX;
  return isUsdc ? usdcAtomic(amountAtomic) : null;
}

/** The row of a reservation. The paid agent is the oldest agent whose wallet is `payTo`. */
export function rowOf({ resourceUrl, paymentIdentifier, payer, payTo: payee, ...reservation }: NewReservation) {
  // The columns contain Solana addresses, because Solana is the only kind of network so far.
  const payTo = solanaAddressOf(payee);
  return {
    ...reservation,
    payer: solanaAddressOf(payer),
    payTo,
    paymentIdentifier: paymentIdentifier ?? null,
    resource: resourceUrl ?? null,
    usdMicro: usdMicroOf(reservation.network, reservation.asset, reservation.amountAtomic),
    agentDid: sql`(select ${agentProfiles.did} from ${agentProfiles} where ${agentProfiles.payTo} = ${payTo} order by ${agentProfiles.createdAt} limit 1)`,
  };
}
