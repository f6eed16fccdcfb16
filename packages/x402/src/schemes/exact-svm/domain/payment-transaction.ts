import { createHash, createPublicKey, verify } from 'node:crypto';
import { decodeBase58, encodeBase58 } from '@pos/vocabulary/base58.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { wireReader, WireFormatError, type WireReader } from './wire-reader.ts';

/** An instruction on the wire. Accounts are indexes into the transaction's list of accounts. */
export interface CompiledInstruction {
  readonly programIndex: number;
  readonly accountIndexes: readonly number[];
  readonly data: Uint8Array;
}

/** Accounts loaded from a lookup table, as indexes into the table. */
export interface TableLookup {
  readonly table: SolanaAddress;
  readonly writableIndexes: readonly number[];
  readonly readonlyIndexes: readonly number[];
}

/** A payer's transaction, decoded but not checked. */
export interface PaymentTransaction {
  readonly messageBytes: Uint8Array;
  /** SHA-256 of the message, in hex. Identifies the payment: copies with other signatures have the same hash. */
  readonly messageHash: string;
  /** Signatures in the order of the signers, the fee payer's first. A missing signature is all zeros. */
  readonly signatures: readonly Uint8Array[];
  /** Accounts in the message itself. The first `signatures.length` accounts sign, and the first one pays the fee. */
  readonly staticAccounts: readonly SolanaAddress[];
  readonly lookups: readonly TableLookup[];
  readonly instructions: readonly CompiledInstruction[];
  readonly blockhash: string;
}

/** Size in bytes of the largest transaction that fits into a packet. */
const MAX_TRANSACTION_BYTES = 1_232;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
const VERSION_FLAG = 0x80;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Decodes a wire transaction (legacy or version 0) from base64. Only the canonical encoding is accepted. Otherwise this
 * reader and the chain could read different transactions from the same bytes. Source of the format:
 * https://solana.com/docs/core/transactions, "Transaction structure".
 */
export function parsePaymentTransaction(base64: unknown): Result<PaymentTransaction, 'undecodable'> {
  if (typeof base64 !== 'string' || base64.length > 2 * MAX_TRANSACTION_BYTES || !BASE64.test(base64))
    return err('undecodable');
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  if (bytes.length > MAX_TRANSACTION_BYTES || Buffer.from(bytes).toString('base64') !== base64)
    return err('undecodable');
  try {
    return readTransaction(bytes);
  } catch (error) {
    if (error instanceof WireFormatError) return err('undecodable');
    throw error;
  }
}

function readTransaction(bytes: Uint8Array): Result<PaymentTransaction, 'undecodable'> {
  const reader = wireReader(bytes);
  const signatures = reader.list(() => reader.bytes(SIGNATURE_BYTES));
  const messageBytes = bytes.subarray(reader.position());
  const message = readMessage(wireReader(messageBytes));
  if (message === undefined || signatures.length !== message.signers) return err('undecodable');
  const { signers: _, ...contents } = message;
  const messageHash = createHash('sha256').update(messageBytes).digest('hex');
  return ok({ messageBytes, messageHash, signatures, ...contents });
}

type Contents = Pick<PaymentTransaction, 'staticAccounts' | 'lookups' | 'instructions' | 'blockhash'>;

function readMessage(reader: WireReader): (Contents & { readonly signers: number }) | undefined {
  const first = reader.u8();
  const versioned = (first & VERSION_FLAG) !== 0;
  if (versioned && first !== VERSION_FLAG) return undefined;
  const signers = versioned ? reader.u8() : first;
  const [readonlySigners, readonlyOthers] = [reader.u8(), reader.u8()];
  const readAddress = () => encodeBase58(reader.bytes(KEY_BYTES)) as SolanaAddress;
  const staticAccounts = reader.list(readAddress);
  const blockhash = encodeBase58(reader.bytes(KEY_BYTES));
  const readIndexes = () => [...reader.bytes(reader.shortU16())];
  const instructions = reader.list(() => ({
    programIndex: reader.u8(),
    accountIndexes: readIndexes(),
    data: reader.bytes(reader.shortU16()),
  }));
  const readLookup = () => ({ table: readAddress(), writableIndexes: readIndexes(), readonlyIndexes: readIndexes() });
  const lookups = versioned ? reader.list(readLookup) : [];
  const distinct = new Set(staticAccounts).size === staticAccounts.length;
  const headerHolds = readonlySigners < signers && signers + readonlyOthers <= staticAccounts.length;
  return reader.atEnd() && distinct && headerHolds
    ? { signers, staticAccounts, lookups, instructions, blockhash }
    : undefined;
}

/** Whether every signer but the fee payer, which signs last, has signed this message. */
export function payersHaveSigned({ messageBytes, signatures, staticAccounts }: PaymentTransaction): boolean {
  return signatures.slice(1).every((signature, index) => {
    const signer = decodeBase58(staticAccounts[index + 1] ?? '');
    return signer !== undefined && ed25519Holds(signer, messageBytes, signature);
  });
}

function ed25519Holds(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') };
  try {
    return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
  } catch {
    return false;
  }
}
