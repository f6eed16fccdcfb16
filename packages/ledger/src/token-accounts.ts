import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { findAssociatedTokenPda, getCreateAssociatedTokenIdempotentInstruction } from '@solana-program/token';
import {
  appendTransactionMessageInstruction,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
} from '@solana/kit';
import type { FacilitatorKey } from './facilitator-key.ts';
import { kitAddress, ourAddress } from './kit-values.ts';
import type { SolanaLedger } from './solana-ledger.ts';
import { signAsFeePayer } from './wire-transaction.ts';

interface TokenAccountOf {
  readonly owner: SolanaAddress;
  readonly mint: SolanaAddress;
  readonly tokenProgram: SolanaAddress;
}

/** Address of an owner's associated token account. */
export async function associatedTokenAddress({ owner, mint, tokenProgram }: TokenAccountOf): Promise<SolanaAddress> {
  const [address] = await findAssociatedTokenPda({
    owner: kitAddress(owner),
    mint: kitAddress(mint),
    tokenProgram: kitAddress(tokenProgram),
  });
  return ourAddress(address);
}

export type TokenAccountRefusal = 'mint-unknown' | 'creation-failed' | 'creation-unconfirmed';

export interface TokenAccount {
  readonly address: SolanaAddress;
  /** Transaction that created the account; `undefined` if the account existed. */
  readonly createdBy: TransactionSignature | undefined;
}

interface EnsureTokenAccount {
  readonly owner: SolanaAddress;
  readonly mint: SolanaAddress;
  /** Limit on the wait for the chain, in ms. Default: 10,000. */
  readonly withinMs?: number;
}

/**
 * Creates an owner's associated token account if it does not exist. x402 clients never create the payee's account, so a
 * payee without one cannot be paid. Creation is idempotent on chain, so two concurrent callers both succeed. The
 * facilitator pays the rent.
 */
export async function ensureTokenAccount(
  ledger: SolanaLedger,
  key: FacilitatorKey,
  { owner, mint, withinMs = 10_000 }: EnsureTokenAccount,
): Promise<Result<TokenAccount, TokenAccountRefusal>> {
  const known = await ledger.mint(mint);
  if (known === undefined) return err('mint-unknown');
  const { tokenProgram } = known;
  const address = await associatedTokenAddress({ owner, mint, tokenProgram });
  if ((await ledger.tokenBalance(address)) !== undefined) return ok({ address, createdBy: undefined });
  const tip = await ledger.tip('confirmed');
  const create = getCreateAssociatedTokenIdempotentInstruction({
    payer: createNoopSigner(kitAddress(key.address)),
    ata: kitAddress(address),
    owner: kitAddress(owner),
    mint: kitAddress(mint),
    tokenProgram: kitAddress(tokenProgram),
  });
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayer(kitAddress(key.address), draft),
    (draft) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: tip.blockhash as Blockhash, lastValidBlockHeight: tip.lastValidBlockHeight },
        draft,
      ),
    (draft) => appendTransactionMessageInstruction(create, draft),
  );
  const messageBytes = Uint8Array.from(compileTransaction(message).messageBytes);
  const { wire, signature } = signAsFeePayer(key, { signatures: [new Uint8Array(64)], messageBytes });
  // Two concurrent callers make the same transaction. The later caller finds it processed, which is a success as well.
  const simulated = await ledger.simulate(wire);
  if (!simulated.ok && simulated.error.code !== 'AlreadyProcessed') return err('creation-failed');
  await ledger.send(wire);
  const status = await ledger.awaitConfirmation(signature, { withinMs });
  if (status.kind === 'unknown' || status.kind === 'processed') return err('creation-unconfirmed');
  return status.error === undefined ? ok({ address, createdBy: signature }) : err('creation-failed');
}
