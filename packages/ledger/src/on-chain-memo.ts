import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';

/** Memo v3. `@solana-program/memo` speaks to a later program, which clusters do not all have. */
export const MEMO_PROGRAM = solanaAddress('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

/** What a transaction said, as the chain recorded it. */
export interface OnChainMemo {
  readonly slot: bigint;
  readonly succeeded: boolean;
  readonly feePayer: SolanaAddress;
  /** The texts of its memo instructions, in their order. */
  readonly texts: readonly string[];
}
