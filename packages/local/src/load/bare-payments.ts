import { findAssociatedTokenPda, getTransferCheckedInstruction, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import {
  address,
  appendTransactionMessageInstructions,
  createSolanaRpc,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
  getSignatureFromTransaction,
} from '@solana/kit';
import type { Wallet } from '../demo/wallet.ts';
import type { Endpoints } from '../state/endpoints.ts';

export interface BareOptions {
  readonly payer: Wallet;
  readonly payTo: string;
}

const MEMO = address('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');
const POLL_MS = 20;
const USDC_DECIMALS = 6;

/**
 * Makes the same payment without a registry, as a token transfer with a memo that is sent to the node and confirmed
 * there.
 */
export async function barePayments(
  { solana }: Pick<Endpoints, 'solana'>,
  { payer, payTo }: BareOptions,
): Promise<() => Promise<void>> {
  const rpc = createSolanaRpc(solana.rpcUrl);
  const mint = address(solana.usdcMint);
  const accountOf = async (owner: string) =>
    (await findAssociatedTokenPda({ mint, owner: address(owner), tokenProgram: TOKEN_PROGRAM_ADDRESS }))[0];
  const [source, destination] = await Promise.all([accountOf(payer.address), accountOf(payTo)]);
  return async () => {
    const { value: lifetime } = await rpc.getLatestBlockhash().send();
    const transfer = getTransferCheckedInstruction({
      source,
      destination,
      mint,
      authority: payer.signer,
      amount: 1n,
      decimals: USDC_DECIMALS,
    });
    const memo = { programAddress: MEMO, data: new TextEncoder().encode(crypto.randomUUID()) };
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (draft) => setTransactionMessageFeePayerSigner(payer.signer, draft),
      (draft) => setTransactionMessageLifetimeUsingBlockhash(lifetime, draft),
      (draft) => appendTransactionMessageInstructions([transfer, memo], draft),
    );
    const transaction = await signTransactionMessageWithSigners(message);
    const signature = getSignatureFromTransaction(transaction);
    await rpc.sendTransaction(getBase64EncodedWireTransaction(transaction), { encoding: 'base64' }).send();
    for (;;) {
      const { value } = await rpc.getSignatureStatuses([signature]).send();
      const status = value[0]?.confirmationStatus;
      if (status === 'confirmed' || status === 'finalized') return;
      await new Promise((resolve) => void setTimeout(resolve, POLL_MS));
    }
  };
}
