import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { getSetComputeUnitLimitInstruction, getSetComputeUnitPriceInstruction } from '@solana-program/compute-budget';
import { findAssociatedTokenPda, getTransferCheckedInstruction, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  partiallySignTransactionMessageWithSigners,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Address,
  type AddressesByLookupTableAddress,
  type Blockhash,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import { RESOURCE, type Terms, type WireRequest } from '../../../testing/wire-request.ts';

export const MEMO_PROGRAM = address('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');
export const LIGHTHOUSE_PROGRAM = address('L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95');

export const memo = (text: string, accounts: Instruction['accounts'] = []): Instruction => ({
  programAddress: MEMO_PROGRAM,
  accounts: accounts ?? [],
  data: new TextEncoder().encode(text),
});

export const readonlySigner = (account: string) => ({ address: address(account), role: AccountRole.READONLY_SIGNER });
export const computeUnitLimit = (units: number): Instruction => getSetComputeUnitLimitInstruction({ units });
export const computeUnitPrice = (microLamports: bigint): Instruction =>
  getSetComputeUnitPriceInstruction({ microLamports });

/** Parts of a payment. A test overrides the parts under test. */
export interface PaymentParts {
  readonly payer: KeyPairSigner;
  readonly terms: Terms;
  readonly blockhash: string;
  readonly feePayer?: string;
  readonly mint?: string;
  readonly payTo?: string;
  readonly amount?: bigint;
  readonly decimals?: number;
  readonly tokenProgram?: Address;
  readonly limit?: Instruction;
  readonly price?: Instruction;
  readonly transfer?: Instruction;
  readonly rest?: readonly Instruction[];
  readonly tables?: AddressesByLookupTableAddress;
}

export async function transferOf(parts: PaymentParts): Promise<Instruction> {
  const { payer, terms, mint = terms.asset, payTo = terms.payTo, amount = BigInt(terms.amount), decimals = 6 } = parts;
  const tokenProgram = parts.tokenProgram ?? TOKEN_PROGRAM_ADDRESS;
  const accountOf = async (owner: string) =>
    (await findAssociatedTokenPda({ mint: address(mint), owner: address(owner), tokenProgram }))[0];
  const [source, destination] = await Promise.all([accountOf(payer.address), accountOf(payTo)]);
  return getTransferCheckedInstruction(
    { source, destination, mint: address(mint), authority: payer, amount, decimals },
    { programAddress: tokenProgram },
  );
}

/** Builds a payment of any shape, signed by its payer, as base64. */
export async function buildTransaction(parts: PaymentParts): Promise<string> {
  const {
    terms,
    limit = computeUnitLimit(20_000),
    price = computeUnitPrice(1n),
    rest = [memo(crypto.randomUUID())],
  } = parts;
  const transfer = parts.transfer ?? (await transferOf(parts));
  const feePayer = address(parts.feePayer ?? String(terms.extra['feePayer']));
  const lifetime = { blockhash: parts.blockhash as Blockhash, lastValidBlockHeight: 0n };
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayer(feePayer, draft),
    (draft) => setTransactionMessageLifetimeUsingBlockhash(lifetime, draft),
    (draft) => appendTransactionMessageInstructions([limit, price, transfer, ...rest], draft),
    (draft) =>
      parts.tables === undefined ? draft : compressTransactionMessageUsingAddressLookupTables(draft, parts.tables),
  );
  return getBase64EncodedWireTransaction(await partiallySignTransactionMessageWithSigners(message));
}

/** Request body for a transaction under terms. */
export const requestOf = (transaction: string, terms: Terms, resource = RESOURCE): WireRequest => ({
  x402Version: 2,
  paymentPayload: { x402Version: 2, resource: { url: resource }, accepted: terms, payload: { transaction } },
  paymentRequirements: terms,
});

/** Terms for tests without a chain. */
export const offlineTerms = (feePayer: string, payTo: string): Terms => ({
  scheme: 'exact',
  network: SOLANA_DEVNET,
  amount: '10000',
  asset: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  payTo,
  maxTimeoutSeconds: 60,
  extra: { feePayer },
});
