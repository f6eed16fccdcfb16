import type { Lamports } from '@pos/vocabulary/lamports.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { RawRpcAnswer, RawRpcRequest } from './forward-rpc.ts';
import type { Mint } from './mint.ts';
import type { OnChainMemo } from './on-chain-memo.ts';
import type { OnChainSettlement, SettlementClaim, SettlementMismatch } from './on-chain-settlement.ts';

/** Finality asked for: `confirmed` is a vote of two thirds of the stake, `finalized` cannot be undone. */
export type Commitment = 'confirmed' | 'finalized';

/** The newest block, at a commitment. */
export interface ChainTip {
  readonly slot: bigint;
  readonly blockHeight: bigint;
  readonly blockhash: string;
  /** Above this height a transaction made with `blockhash` can never land. */
  readonly lastValidBlockHeight: bigint;
}

/** What simulating a transaction showed; `code` is the chain's own, such as `BlockhashNotFound` or `InstructionError`. */
export interface SimulationRefusal {
  readonly code: string;
  /** The program's own number of the error, where a program refused. */
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
 * What the chain knows of a signature. `unknown` is told as of a slot: a transaction that could no longer land by then
 * never will. `error` is the chain's reason where the transaction landed and failed.
 */
export type TransactionStatus =
  | { readonly kind: 'unknown'; readonly asOfSlot: bigint }
  | { readonly kind: 'processed' | Commitment; readonly slot: bigint; readonly error: string | undefined };

/** Addresses in each lookup table; a table that does not exist is missing. */
export type LookupTables = ReadonlyMap<SolanaAddress, readonly SolanaAddress[]>;

/** The chain, as the registry uses it. Every method throws `SolanaUnavailableError` when the node does not answer. */
export interface SolanaLedger {
  readonly network: Network;
  tip(commitment: Commitment): Promise<ChainTip>;
  balance(address: SolanaAddress): Promise<Lamports>;
  mint(address: SolanaAddress): Promise<Mint | undefined>;
  /** Atomic units in a token account, or `undefined` where there is no such account. */
  tokenBalance(tokenAccount: SolanaAddress): Promise<bigint | undefined>;
  lookupTables(addresses: readonly SolanaAddress[]): Promise<LookupTables>;
  /** Runs a transaction against the confirmed state without sending it; its signatures are not looked at. */
  simulate(transaction: Uint8Array): Promise<Result<Simulation, SimulationRefusal>>;
  /** Gives a signed transaction to the chain. A refusal means that this node did not pass it on. */
  send(
    transaction: Uint8Array,
    options?: { readonly preflight?: boolean },
  ): Promise<Result<TransactionSignature, SendRefusal>>;
  /** The status of each signature, in their order. `history` also looks beyond the last few minutes. */
  statuses(
    signatures: readonly TransactionSignature[],
    options?: { readonly history?: boolean },
  ): Promise<readonly TransactionStatus[]>;
  /** Polls until the transaction is confirmed or the time is over; an outage on the way is waited out. */
  awaitConfirmation(
    signature: TransactionSignature,
    options: { readonly withinMs: number },
  ): Promise<TransactionStatus>;
  findSettlement(signature: TransactionSignature): Promise<OnChainSettlement | undefined>;
  /** What a transaction said, confirmed at least; `undefined` where there is no such transaction. */
  findMemo(signature: TransactionSignature): Promise<OnChainMemo | undefined>;
  /** Checks somebody else's word by an independent reading of the chain. */
  verifySettlement(claim: SettlementClaim): Promise<Result<OnChainSettlement, SettlementMismatch>>;
  /** Hands a client's own request to the node; which methods may pass is for the caller to decide. */
  forward(request: RawRpcRequest): Promise<RawRpcAnswer>;
}
