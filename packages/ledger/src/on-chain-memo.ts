import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';

/** Memo v3. `@solana-program/memo` targets a later program that not every cluster has. */
export const MEMO_PROGRAM = solanaAddress('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

/** The memos of a transaction as the chain recorded them. */
export interface OnChainMemo {
  readonly slot: bigint;
  readonly succeeded: boolean;
  readonly feePayer: SolanaAddress;
  /** Texts of the memo instructions, in order. */
  readonly texts: readonly string[];
}
