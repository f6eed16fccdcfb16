import type { SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { Account } from '@pos/vocabulary/account.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { PassingExtra, Payload, Requirements } from '../domain/payment-terms.ts';

/**
 * The part of a scheme that finds out what became of payments that were sent. It needs no signing key, so the reconciler
 * holds none.
 */
export interface SchemeOutcomes {
  /** Value of the member `scheme` in x402 requirements, and of the column `scheme` in `settlements`. */
  readonly id: string;
  readonly network: Network;
  /** Reserved payments whose `lastValid` is below the returned position can never be paid any more. */
  expiredBelow(): Promise<bigint>;
  /** Hands prepared bytes over. Sending them again must be harmless. The outcome is asked for, never returned. */
  send(prepared: Uint8Array): Promise<void>;
  /** Waits for an outcome for at most `withinMs` ms. Outages on the way are waited out. */
  awaitOutcome(payment: SentPayment, withinMs: number): Promise<SentOutcome>;
  /** Decides what becomes of each payment that was sent and is not final, in the order given. */
  reconcile(payments: readonly SentPayment[]): Promise<readonly PaymentReconciliation[]>;
}

/**
 * A payment scheme on one network: everything in which one scheme differs from another. Reserving payments, telling
 * successes once and recording outcomes are common to all schemes and know a payment only by its `artefact`.
 * A scheme is a folder beside this file and its entries in `schemes.ts`; docs/adr/0101 says why.
 */
export interface PaymentScheme extends SchemeOutcomes {
  /** Members of `extra` that `/supported` tells servers to put into their requirements. */
  readonly extra: Readonly<Record<string, Json>>;
  /** Members of `extra` that change from request to request and bind nothing. */
  readonly passingExtra: PassingExtra;
  /** Addresses that sign for the facilitator, by CAIP-2 pattern, as `/supported` lists them. */
  readonly signers: Readonly<Record<string, readonly string[]>>;
  /** x402 reason for a payment that was sent and refused. The recorded error becomes the message. */
  readonly failedReason: string;
  /** Reads payload and requirements. Pure: the method looks nothing up and throws for no input. */
  read(payload: Payload, requirements: Requirements): Result<ReadPayment, string>;
  /** `after-serving`: the server serves on the answer of `/verify`; `before-serving`: on the answer of `/settle`. */
  settles(requirements: Requirements): 'after-serving' | 'before-serving';
  /**
   * Last position at which a payment reserved now can still be paid. The scheme chooses the measure, such as blocks or
   * ms.
   */
  lastValid(): Promise<bigint>;
}

/** A payment as its request states it. Nothing was looked up yet. */
export interface ReadPayment {
  /** Identity of the payment, equal for every copy of it. Kept for ever, so that a copy is refused for ever. */
  readonly artefact: string;
  readonly asset: SolanaAddress;
  readonly payTo: Account;
  /** Checks the payment against current state without moving anything. Throws `OutageError`. */
  examine(): Promise<Result<CheckedPayment, Refusal>>;
}

/** A payment that does what its terms say. */
export interface CheckedPayment {
  readonly payer: Account;
  /** Atomic units that settling moves, at most the amount of the requirements. */
  readonly settledAmount: bigint;
  /** Facts to keep with the reservation for people. */
  readonly schemeData: Json;
  /** Tries the payment without making it, while a refusal is still safe. Throws `OutageError`. */
  rehearse(): Promise<Result<undefined, Refusal>>;
  /** Signs and encodes the bytes that are stored and then sent. */
  prepare(): Promise<PreparedPayment>;
}

/** What is stored before the first send. */
export interface PreparedPayment {
  readonly bytes: Uint8Array;
  /** Public reference of the payment: the member `transaction` of x402's answers. */
  readonly txSignature: TransactionSignature;
}

/** Columns of a stored payment that a scheme needs to ask for its outcome. */
export interface SentPayment {
  readonly artefact: string;
  readonly status: SettlementStatus;
  readonly txSignature: TransactionSignature | null;
  readonly lastValid: bigint | null;
}

/** What was seen of a payment that was sent. `slot` is its position in the scheme's own order of payments. */
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
  /** The payment was counted and is gone. An operator has to look. */
  | { readonly kind: 'vanished' }
  | { readonly kind: 'wait' };

/** Why a payment is refused. `reason` is a code that x402 clients read; `message` is a sentence for people. */
export interface Refusal {
  readonly reason: string;
  readonly message?: string;
  readonly payer?: Account;
}
