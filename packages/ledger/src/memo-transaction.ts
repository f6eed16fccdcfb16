import { getSetComputeUnitLimitInstruction, getSetComputeUnitPriceInstruction } from '@solana-program/compute-budget';
import {
  AccountRole,
  appendTransactionMessageInstructions,
  compileTransaction,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
} from '@solana/kit';
import type { FacilitatorKey } from './facilitator-key.ts';
import { kitAddress } from './kit-values.ts';
import { MEMO_PROGRAM } from './on-chain-memo.ts';
import type { ChainTip } from './solana-ledger.ts';
import { signAsFeePayer, type SignedTransaction } from './wire-transaction.ts';

/** Longest text that the Memo program accepts, in bytes. */
export const LONGEST_MEMO_BYTES = 566;

/**
 * Limit of the memo transaction. The program checks each byte and logs the text, which costs about 350 compute units
 * per byte, and checks the signer.
 */
const COMPUTE_UNITS = 250_000;
const MICRO_LAMPORTS_A_UNIT = 10_000n;

/**
 * Builds a transaction that contains a memo and moves no tokens. `key` is the fee payer, and the Memo program checks
 * its signature.
 */
export function memoTransaction(key: FacilitatorKey, text: string, tip: ChainTip): SignedTransaction {
  const data = new TextEncoder().encode(text);
  if (data.length > LONGEST_MEMO_BYTES)
    throw new RangeError(`A memo holds ${LONGEST_MEMO_BYTES} bytes, not ${data.length}`);
  const signer = { address: kitAddress(key.address), role: AccountRole.READONLY_SIGNER };
  const lifetime = { blockhash: tip.blockhash as Blockhash, lastValidBlockHeight: tip.lastValidBlockHeight };
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayer(kitAddress(key.address), draft),
    (draft) => setTransactionMessageLifetimeUsingBlockhash(lifetime, draft),
    (draft) =>
      appendTransactionMessageInstructions(
        [
          getSetComputeUnitLimitInstruction({ units: COMPUTE_UNITS }),
          getSetComputeUnitPriceInstruction({ microLamports: MICRO_LAMPORTS_A_UNIT }),
          { programAddress: kitAddress(MEMO_PROGRAM), accounts: [signer], data },
        ],
        draft,
      ),
  );
  const messageBytes = Uint8Array.from(compileTransaction(message).messageBytes);
  return signAsFeePayer(key, { signatures: [new Uint8Array(64)], messageBytes });
}
