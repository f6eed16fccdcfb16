import type { Address, Instruction, Signature, TransactionSigner } from '@solana/kit';
import {
  address,
  appendTransactionMessageInstructions,
  blockhash,
  createTransactionMessage,
  getSignatureFromTransaction,
  getTransactionEncoder,
  lamports,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import {
  findAssociatedTokenPda,
  getCreateAssociatedTokenIdempotentInstruction,
  getMintToCheckedInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import type { Chain } from './chain.ts';
import { describeTransactionError } from './transaction-error.ts';
import type { DevelopmentKeys } from './genesis.ts';
import { USDC_DECIMALS, USDC_MINT } from './genesis.ts';
import { readTransaction } from './wire-transaction.ts';

export type Faucet = {
  /** The account that holds all SOL that has not been given away. */
  readonly address: Address;
  /** Transfers lamports. The result is visible at once at every commitment. */
  readonly airdrop: (to: string, amountLamports: bigint) => Promise<Signature>;
  /**
   * Mints test USDC, and creates the owner's token account if it does not exist. The result is visible at once at every
   * commitment. Returns the address of the token account.
   */
  readonly mintUsdc: (owner: string, amountAtomic: bigint) => Promise<Address>;
  /**
   * Transfers lamports as `requestAirdrop` does, so the transfer is confirmed only as slots pass. Returns `undefined`
   * if the faucet holds less.
   */
  readonly requestAirdrop: (to: string, amountLamports: bigint) => Promise<Signature | undefined>;
};

export function createFaucet(chain: Chain, keys: DevelopmentKeys): Faucet {
  let sent = 0;

  const send = async (payer: TransactionSigner, instructions: readonly Instruction[]) => {
    const { blockhash: recent } = chain.blocks.newest();
    sent += 1;
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (draft) => setTransactionMessageFeePayerSigner(payer, draft),
      (draft) =>
        setTransactionMessageLifetimeUsingBlockhash({ blockhash: blockhash(recent), lastValidBlockHeight: 0n }, draft),
      (draft) => appendTransactionMessageInstructions([...instructions, distinguishing(sent)], draft),
    );
    const signed = await signTransactionMessageWithSigners(message);
    const read = readTransaction(new Uint8Array(getTransactionEncoder().encode(signed)));
    if (!read.ok) throw new Error(`The faucet built a transaction that cannot be read: ${read.error.detail}.`);
    const { execution } = chain.transactions.land(read.value, { keepFailure: false });
    return { signature: getSignatureFromTransaction(signed), error: execution.error };
  };

  const sendAndRoot = async (instructions: readonly Instruction[], rooted: readonly string[]): Promise<Signature> => {
    const { signature, error } = await send(keys.faucet, instructions);
    if (error !== null) throw new Error(`The faucet's transaction failed: ${describeTransactionError(error)}.`);
    chain.root([...rooted, keys.faucet.address]);
    return signature;
  };

  const transfer = (to: string, amountLamports: bigint): Instruction =>
    getTransferSolInstruction({ source: keys.faucet, destination: address(to), amount: lamports(amountLamports) });

  return {
    address: keys.faucet.address,
    airdrop: (to, amountLamports) => sendAndRoot([transfer(to, amountLamports)], [to]),
    requestAirdrop: async (to, amountLamports) => {
      const { signature, error } = await send(keys.faucet, [transfer(to, amountLamports)]);
      return error === null ? signature : undefined;
    },
    mintUsdc: async (owner, amountAtomic) => {
      const mint = address(USDC_MINT);
      const [ata] = await findAssociatedTokenPda({ mint, owner: address(owner), tokenProgram: TOKEN_PROGRAM_ADDRESS });
      const create = getCreateAssociatedTokenIdempotentInstruction({
        payer: keys.faucet,
        ata,
        owner: address(owner),
        mint,
      });
      const mintTo = getMintToCheckedInstruction({
        mint,
        token: ata,
        mintAuthority: keys.mintAuthority,
        amount: amountAtomic,
        decimals: USDC_DECIMALS,
      });
      await sendAndRoot([create, mintTo], [ata, mint]);
      return ata;
    },
  };
}

/**
 * Two equal transfers within one blockhash would be the same transaction. A different compute limit makes them
 * different transactions.
 */
function distinguishing(serial: number): Instruction {
  const data = new Uint8Array(5);
  data[0] = 2;
  new DataView(data.buffer).setUint32(1, 1_400_000 - (serial % 1_000_000), true);
  return { programAddress: address('ComputeBudget111111111111111111111111111111'), data };
}
