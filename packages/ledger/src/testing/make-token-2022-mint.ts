import { getCreateAccountInstruction } from '@solana-program/system';
import {
  getCreateAssociatedTokenIdempotentInstruction,
  getInitializeMint2Instruction,
  getInitializeTransferFeeConfigInstruction,
  getMintSize,
  getMintToInstruction,
  extension,
  findAssociatedTokenPda,
  TOKEN_2022_PROGRAM_ADDRESS,
} from '@solana-program/token-2022';
import {
  address,
  appendTransactionMessageInstructions,
  createTransactionMessage,
  generateKeyPairSigner,
  getTransactionEncoder,
  lamports,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
  type Address,
  type Blockhash,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { SolanaLedger } from '../solana-ledger.ts';

const RENT = lamports(10_000_000n);

/** Sends instructions as one transaction and waits until it is confirmed. */
export async function run(
  ledger: SolanaLedger,
  payer: KeyPairSigner,
  instructions: readonly Instruction[],
): Promise<void> {
  const { blockhash, lastValidBlockHeight } = await ledger.tip('confirmed');
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayerSigner(payer, draft),
    (draft) =>
      setTransactionMessageLifetimeUsingBlockhash({ blockhash: blockhash as Blockhash, lastValidBlockHeight }, draft),
    (draft) => appendTransactionMessageInstructions(instructions, draft),
  );
  const wire = Uint8Array.from(getTransactionEncoder().encode(await signTransactionMessageWithSigners(message)));
  const sent = await ledger.send(wire, { preflight: true });
  if (!sent.ok) throw new Error(`The test's transaction was refused: ${sent.error.code}`);
  const status = await ledger.awaitConfirmation(sent.value, { withinMs: 10_000 });
  if (status.kind === 'unknown' || status.error !== undefined)
    throw new Error(`The test's transaction did not land: ${JSON.stringify(status, null, 1)}`);
}

interface MintOptions {
  readonly feeBps?: number;
  /** Atomic units by owner. Each owner gets a token account. */
  readonly holders: Readonly<Record<string, bigint>>;
}

/** Makes a Token-2022 mint of six decimals, with a transfer fee if `feeBps` is given. */
export async function makeToken2022Mint(
  ledger: SolanaLedger,
  payer: KeyPairSigner,
  { feeBps, holders }: MintOptions,
): Promise<SolanaAddress> {
  const mint = await generateKeyPairSigner();
  const fee = { epoch: 0n, maximumFee: 1_000_000n, transferFeeBasisPoints: feeBps ?? 0 };
  const authority = payer.address;
  const config = extension('TransferFeeConfig', {
    transferFeeConfigAuthority: authority,
    withdrawWithheldAuthority: authority,
    withheldAmount: 0n,
    olderTransferFee: fee,
    newerTransferFee: fee,
  });
  const space = feeBps === undefined ? getMintSize() : getMintSize([config]);
  const feeInstruction = getInitializeTransferFeeConfigInstruction({
    mint: mint.address,
    transferFeeConfigAuthority: authority,
    withdrawWithheldAuthority: authority,
    transferFeeBasisPoints: feeBps ?? 0,
    maximumFee: fee.maximumFee,
  });
  await run(ledger, payer, [
    getCreateAccountInstruction({
      payer,
      newAccount: mint,
      lamports: RENT,
      space,
      programAddress: TOKEN_2022_PROGRAM_ADDRESS,
    }),
    ...(feeBps === undefined ? [] : [feeInstruction]),
    getInitializeMint2Instruction({ mint: mint.address, decimals: 6, mintAuthority: authority }),
  ]);
  for (const [owner, amount] of Object.entries(holders))
    await run(ledger, payer, await fund(payer, mint.address, owner, amount));
  return solanaAddress(mint.address);
}

async function fund(
  payer: KeyPairSigner,
  mint: Address,
  owner: string,
  amount: bigint,
): Promise<readonly Instruction[]> {
  const [ata] = await findAssociatedTokenPda({ mint, owner: address(owner), tokenProgram: TOKEN_2022_PROGRAM_ADDRESS });
  return [
    getCreateAssociatedTokenIdempotentInstruction({
      payer,
      ata,
      owner: address(owner),
      mint,
      tokenProgram: TOKEN_2022_PROGRAM_ADDRESS,
    }),
    getMintToInstruction({ mint, token: ata, mintAuthority: payer, amount }),
  ];
}
