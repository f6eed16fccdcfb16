import { createHash, createPublicKey, verify } from 'node:crypto';
import { decodeBase58 } from '@pos/vocabulary/base58.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import {
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
  getTransactionDecoder,
  getTransactionEncoder,
  type CompiledTransactionMessage,
  type CompiledTransactionMessageWithLifetime,
} from '@solana/kit';

/** An instruction as it travels: accounts by their place in the transaction's list. */
export interface CompiledInstruction {
  readonly programIndex: number;
  readonly accountIndexes: readonly number[];
  readonly data: Uint8Array;
}

/** Accounts borrowed from a lookup table, by their place in it. */
export interface TableLookup {
  readonly table: SolanaAddress;
  readonly writableIndexes: readonly number[];
  readonly readonlyIndexes: readonly number[];
}

/** A payer's transaction, taken apart but not yet believed. */
export interface PaymentTransaction {
  readonly messageBytes: Uint8Array;
  /** SHA-256 of the message in hex: the identity of a payment, whoever signs it and however often it is presented. */
  readonly messageHash: string;
  /** In the order of the signers, zeros where one is missing. The fee payer's is the first. */
  readonly signatures: readonly Uint8Array[];
  /** The accounts written out in the message; the first `signatures.length` sign, the very first pays. */
  readonly staticAccounts: readonly SolanaAddress[];
  readonly lookups: readonly TableLookup[];
  readonly instructions: readonly CompiledInstruction[];
  readonly blockhash: string;
}

/** The largest transaction that fits a packet, in bytes. */
const MAX_TRANSACTION_BYTES = 1_232;
const SIGNATURE_BYTES = 64;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

type Compiled = CompiledTransactionMessage & CompiledTransactionMessageWithLifetime;

/**
 * Reads the base64 of a wire transaction, legacy or version 0. Any spelling but the canonical one is refused: bytes that
 * one reader skips and another reads are how a checker and the chain come to disagree.
 */
export function parsePaymentTransaction(base64: unknown): Result<PaymentTransaction, 'undecodable'> {
  if (typeof base64 !== 'string' || base64.length > 2 * MAX_TRANSACTION_BYTES || !BASE64.test(base64)) return err('undecodable');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAX_TRANSACTION_BYTES) return err('undecodable');
  try {
    return decode(bytes);
  } catch {
    // Kit's decoders throw coded errors on any bytes that are no transaction.
    return err('undecodable');
  }
}

function decode(bytes: Uint8Array): Result<PaymentTransaction, 'undecodable'> {
  const transaction = getTransactionDecoder().decode(bytes);
  const messageBytes = Uint8Array.from(transaction.messageBytes);
  const compiled = getCompiledTransactionMessageDecoder().decode(messageBytes) as Compiled;
  if (compiled.version === 1) return err('undecodable');
  const canonical =
    same(Uint8Array.from(getTransactionEncoder().encode(transaction)), bytes) &&
    same(Uint8Array.from(getCompiledTransactionMessageEncoder().encode(compiled)), messageBytes);
  const staticAccounts = compiled.staticAccounts.map((account) => account as string as SolanaAddress);
  const signers = compiled.header.numSignerAccounts;
  const distinct = new Set(staticAccounts).size === staticAccounts.length;
  if (!canonical || !distinct || signers < 1 || signers > staticAccounts.length) return err('undecodable');
  const signatures = staticAccounts.slice(0, signers).map((_, index) => bytes.subarray(1 + index * SIGNATURE_BYTES, 1 + (index + 1) * SIGNATURE_BYTES));
  if (bytes[0] !== signers || bytes.length !== 1 + signers * SIGNATURE_BYTES + messageBytes.length) return err('undecodable');
  const lookups = 'addressTableLookups' in compiled ? (compiled.addressTableLookups ?? []) : [];
  return ok({
    messageBytes,
    messageHash: createHash('sha256').update(messageBytes).digest('hex'),
    signatures: signatures.map((signature) => Uint8Array.from(signature)),
    staticAccounts,
    lookups: lookups.map((lookup) => ({
      table: lookup.lookupTableAddress as string as SolanaAddress,
      writableIndexes: lookup.writableIndexes,
      readonlyIndexes: lookup.readonlyIndexes,
    })),
    instructions: compiled.instructions.map((instruction) => ({
      programIndex: instruction.programAddressIndex,
      accountIndexes: instruction.accountIndices ?? [],
      data: Uint8Array.from(instruction.data ?? []),
    })),
    blockhash: compiled.lifetimeToken,
  });
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Whether everybody but the fee payer, who signs last, has signed this very message. */
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
