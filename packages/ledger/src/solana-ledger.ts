import type { Lamports } from '@pos/vocabulary/lamports.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { RawRpcAnswer, RawRpcRequest } from './forward-rpc.ts';
import type { Mint } from './mint.ts';
import type { OnChainMemo } from './on-chain-memo.ts';
import type { OnChainSettlement, ReportedSettlement, SettlementMismatch } from './on-chain-settlement.ts';

/**
 * Commitment level. Two thirds of the stake have voted for a `confirmed` block. A `finalized` block cannot be reverted.
 */
export type Commitment = 'confirmed' | 'finalized';

/** The newest block at a commitment. */
export interface ChainTip {
  readonly slot: bigint;
  readonly blockHeight: bigint;
  readonly blockhash: string;
  /** Block height above which a transaction made with `blockhash` can never land. */
  readonly lastValidBlockHeight: bigint;
}

/** Why a simulated transaction failed. `code` is the chain's, such as `BlockhashNotFound` or `InstructionError`. */
export interface SimulationRefusal {
  readonly code: string;
  /** Error number of the program, if a program refused. */
  readonly customCode: number | undefined;
  readonly logs: readonly string[];
}

export interface Simulation {
  readonly unitsConsumed: bigint;
}

export interface SendRefusal {
  readonly code: string;
}

/**
 * Status of a signature. `unknown` is valid as of a slot. If the transaction could no longer land at that slot, it will
 * never land. `error` is the chain's code if the transaction landed and failed.
 */
export type TransactionStatus =
  | { readonly kind: 'unknown'; readonly asOfSlot: bigint }
  | { readonly kind: 'processed' | Commitment; readonly slot: bigint; readonly error: string | undefined };

/** Addresses in each lookup table. Tables that do not exist are left out. */
export type LookupTables = ReadonlyMap<SolanaAddress, readonly SolanaAddress[]>;

/** The registry's calls to a Solana node. Every method throws `SolanaUnavailableError` if the node does not answer. */
export interface SolanaLedger {
  readonly network: Network;
  tip(commitment: Commitment): Promise<ChainTip>;
  balance(address: SolanaAddress): Promise<Lamports>;
  mint(address: SolanaAddress): Promise<Mint | undefined>;
  /** Atomic units in a token account, or `undefined` if there is no such account. */
  tokenBalance(tokenAccount: SolanaAddress): Promise<bigint | undefined>;
  lookupTables(addresses: readonly SolanaAddress[]): Promise<LookupTables>;
  /** Runs a transaction against the confirmed state without sending it. Signatures are not checked. */
  simulate(transaction: Uint8Array): Promise<Result<Simulation, SimulationRefusal>>;
  /** Sends a signed transaction. A refusal means that this node did not pass the transaction on. */
  send(
    transaction: Uint8Array,
    options?: { readonly preflight?: boolean },
  ): Promise<Result<TransactionSignature, SendRefusal>>;
  /** Status of each signature, in the order given. `history` also searches beyond the last few minutes. */
  statuses(
    signatures: readonly TransactionSignature[],
    options?: { readonly history?: boolean },
  ): Promise<readonly TransactionStatus[]>;
  /** Polls until the transaction is confirmed or `withinMs` ms are over. Outages during this time are retried. */
  awaitConfirmation(
    signature: TransactionSignature,
    options: { readonly withinMs: number },
  ): Promise<TransactionStatus>;
  findSettlement(signature: TransactionSignature): Promise<OnChainSettlement | undefined>;
  /** Memos of a confirmed transaction, or `undefined` if there is no such transaction. */
  findMemo(signature: TransactionSignature): Promise<OnChainMemo | undefined>;
  /** Checks a reported settlement by an independent reading of the chain. */
  verifySettlement(reported: ReportedSettlement): Promise<Result<OnChainSettlement, SettlementMismatch>>;
  /**
   * Passes a client's request to the node. The caller decides which methods may pass. An answer of more than
   * `longestBytes` becomes a JSON-RPC error.
   */
  forward(request: RawRpcRequest, longestBytes: number): Promise<RawRpcAnswer>;
}
