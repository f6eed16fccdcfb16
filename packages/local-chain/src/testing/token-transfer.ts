import { getTransferCheckedInstruction } from '@solana-program/token';
import type { Address, Blockhash, Instruction, TransactionSigner } from '@solana/kit';
import {
  address,
  appendTransactionMessageInstructions,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from '@solana/kit';
import { USDC_DECIMALS, USDC_MINT } from '../genesis.ts';

export type Lifetime = { readonly blockhash: Blockhash; readonly lastValidBlockHeight: bigint };

/** Builds and signs a version 0 transaction. Returns its wire text and its signature. */
export async function signed(payer: TransactionSigner, lifetime: Lifetime, instructions: readonly Instruction[]) {
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayerSigner(payer, draft),
    (draft) => setTransactionMessageLifetimeUsingBlockhash(lifetime, draft),
    (draft) => appendTransactionMessageInstructions(instructions, draft),
  );
  const transaction = await signTransactionMessageWithSigners(message);
  return {
    transaction,
    wire: getBase64EncodedWireTransaction(transaction),
    signature: getSignatureFromTransaction(transaction),
  };
}

export const usdcTransfer = (
  authority: TransactionSigner,
  source: Address,
  destination: Address,
  amount: bigint,
): Instruction =>
  getTransferCheckedInstruction({
    source,
    destination,
    mint: address(USDC_MINT),
    authority,
    amount,
    decimals: USDC_DECIMALS,
  });
