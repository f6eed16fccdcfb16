import type { SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { Account } from '@pos/vocabulary/account.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { PassingExtra, Payload, Requirements } from '../domain/payment-terms.ts';

/**
 * The part of a scheme that finds the outcomes of sent payments. It needs no signing key, so the reconciler has none.
 */
export interface SchemeOutcomes {
  /** Value of the member `scheme` in x402 requirements, and of the column `scheme` in `settlements`. */
  readonly id: string;
  readonly network: Network;
  /** Reserved payments whose `lastValid` is below the returned position can no longer be paid. */
  expiredBelow(): Promise<bigint>;
  /**
   * Sends prepared bytes to the settling system. Sending them twice must be harmless. The call does not return the
   * outcome, which `awaitOutcome` and `reconcile` find.
   */
  send(prepared: Uint8Array): Promise<void>;
  /** Waits for an outcome for at most `withinMs` ms. Outages during this time are retried. */
  awaitOutcome(payment: SentPayment, withinMs: number): Promise<SentOutcome>;
  /** Decides, in the order given, about each payment that was sent and is not final. */
  reconcile(payments: readonly SentPayment[]): Promise<readonly PaymentReconciliation[]>;
}

/**
 * A payment scheme on one network. The interface contains only the differences between schemes. The code that reserves
 * payments, reports each success once and records outcomes is common to all schemes and identifies a payment only by
 * its `artefact`. A scheme consists of a folder beside this file and its entries in `schemes.ts`. docs/adr/0101 gives
 * the reasons.
 */
export interface PaymentScheme extends SchemeOutcomes {
  /** Members of `extra` that `/supported` lists and that servers must put into their requirements. */
  readonly extra: Readonly<Record<string, Json>>;
  /** Members of `extra` that change with each request and are not part of the agreed terms. */
  readonly passingExtra: PassingExtra;
  /** Addresses that sign for the facilitator, by CAIP-2 pattern, as `/supported` lists them. */
  readonly signers: Readonly<Record<string, readonly string[]>>;
  /** x402 reason for a payment that was sent and refused. The recorded error becomes the message. */
  readonly failedReason: string;
  /** Reads payload and requirements. The method is pure and never throws. */
  read(payload: Payload, requirements: Requirements): Result<ReadPayment, string>;
  /**
   * `after-serving` means that the server serves after the response of `/verify`, and `before-serving` that it serves
   * after the response of `/settle`.
   */
  settles(requirements: Requirements): 'after-serving' | 'before-serving';
  /**
   * Last position at which a payment reserved now can still be paid. The scheme chooses the measure, such as blocks or
   * ms.
   */
  lastValid(): Promise<bigint>;
}

/** A payment as stated in its request. Neither database nor chain has been queried. */
export interface ReadPayment {
  /** Identity of the payment, equal for every copy. It is stored permanently, so that copies are always refused. */
  readonly artefact: string;
  readonly asset: SolanaAddress;
  readonly payTo: Account;
  /** Checks the payment against current state without moving anything. Throws `OutageError`. */
  examine(): Promise<Result<CheckedPayment, Refusal>>;
}

/** A payment that meets its terms. */
export interface CheckedPayment {
  readonly payer: Account;
  /** Atomic units that settling moves, at most the amount of the requirements. */
  readonly settledAmount: bigint;
  /** Facts to store with the reservation for operators. */
  readonly schemeData: Json;
  /** Simulates the payment before it is sent, while a refusal is still safe. Throws `OutageError`. */
  rehearse(): Promise<Result<undefined, Refusal>>;
  /** Signs and encodes the bytes that are stored and then sent. */
  prepare(): Promise<PreparedPayment>;
}

/** Values that are stored before the payment is first sent. */
export interface PreparedPayment {
  readonly bytes: Uint8Array;
  /** Public reference of the payment, which x402 responses contain as `transaction`. */
  readonly txSignature: TransactionSignature;
}

/** Columns of a stored payment that a scheme needs to ask for its outcome. */
export interface SentPayment {
  readonly artefact: string;
  readonly status: SettlementStatus;
  readonly txSignature: TransactionSignature | null;
  readonly lastValid: bigint | null;
}

/** Observed outcome of a sent payment. `slot` is its position in the scheme's own order of payments. */
export type SentOutcome =
  | { readonly kind: 'settled'; readonly slot: bigint }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'unknown' };

export type PaymentReconciliation =
  | { readonly kind: 'confirm'; readonly slot: bigint; readonly finalized: boolean }
  | { readonly kind: 'finalize' }
  | { readonly kind: 'fail'; readonly error: string }
  | { readonly kind: 'expire' }
  | { readonly kind: 'rebroadcast' }
  /** The payment was recorded as confirmed but can no longer be found. An operator must investigate. */
  | { readonly kind: 'vanished' }
  | { readonly kind: 'wait' };

/** The refusal of a payment. `reason` is a code for x402 clients, and `message` is a sentence for people. */
export interface Refusal {
  readonly reason: string;
  readonly message?: string;
  readonly payer?: Account;
}
