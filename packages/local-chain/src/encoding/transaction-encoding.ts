import type { Result } from '@pos/vocabulary/result.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import { isReservedAddress } from '../reserved-addresses.ts';
import type { TransactionRow } from '../store.ts';
import type { CompiledInnerInstructions, TransactionMeta } from '../transaction-meta.ts';
import type { WireInstruction, WireMessage, WireTransaction } from '../wire-transaction.ts';
import { isStaticWritable, readTransaction } from '../wire-transaction.ts';
import { base64 } from './account-encoding.ts';
import { base58Decode, base58Encode } from './base58.ts';
import { parseInstruction } from './parsed-instruction.ts';

export type TransactionEncoding = 'base58' | 'base64' | 'binary' | 'json' | 'jsonParsed';
export type UnsupportedVersion = { readonly version: number };

/** Stack height of an instruction of the transaction itself. Instructions that it invokes are higher. */
const TOP_LEVEL = 1;

/**
 * Encodes a stored transaction as `getTransaction` and `getBlock` answer it. A version above the one that the client
 * reads is refused.
 */
export function encodeTransaction(
  row: TransactionRow,
  encoding: TransactionEncoding,
  maxVersion: number | null | undefined,
): Result<{ transaction: unknown; meta: object; version?: 'legacy' | number }, UnsupportedVersion> {
  const wire = storedTransaction(row);
  const { version } = wire.message;
  if (typeof maxVersion !== 'number' && version !== 'legacy') return err({ version });
  const meta = JSON.parse(row.meta) as TransactionMeta;
  const shown = typeof maxVersion === 'number' ? { version } : {};
  return ok({
    transaction: encodeWire(wire, encoding, meta),
    meta: encoding === 'jsonParsed' ? parsedMeta(wire.message, meta) : meta,
    ...shown,
  });
}

/** Signatures and accounts, as `getBlock` answers them with `transactionDetails: 'accounts'`. */
export function transactionAccounts(row: TransactionRow) {
  const wire = storedTransaction(row);
  const meta = JSON.parse(row.meta) as TransactionMeta;
  const { err: error, status, fee, preBalances, postBalances, preTokenBalances, postTokenBalances } = meta;
  return {
    transaction: { signatures: wire.signatures.map(base58Encode), accountKeys: parsedKeys(wire.message, meta) },
    meta: { err: error, status, fee, preBalances, postBalances, preTokenBalances, postTokenBalances },
  };
}

/** Parses inner instructions for `simulateTransaction`, which always answers them parsed. */
export const parsedInner = (inner: readonly CompiledInnerInstructions[], keys: readonly string[]) =>
  inner.map(({ index, instructions }) => ({
    index,
    instructions: instructions.map(({ programIdIndex, accounts, data, stackHeight }) =>
      parsedInstruction(
        keys,
        { programIdIndex, accountIndexes: Uint8Array.from(accounts), data: base58Decode(data) ?? new Uint8Array() },
        stackHeight,
      ),
    ),
  }));

function storedTransaction(row: TransactionRow): WireTransaction {
  const read = readTransaction(row.wire);
  if (!read.ok)
    throw new Error(
      `The stored transaction ${base58Encode(row.signature)} cannot be read: start the chain with a fresh state file.`,
    );
  return read.value;
}

function encodeWire(wire: WireTransaction, encoding: TransactionEncoding, meta: TransactionMeta): unknown {
  switch (encoding) {
    case 'binary':
      return base58Encode(wire.bytes);
    case 'base58':
      return [base58Encode(wire.bytes), 'base58'];
    case 'base64':
      return [base64(wire.bytes), 'base64'];
    case 'json':
      return { signatures: wire.signatures.map(base58Encode), message: compiledMessage(wire.message) };
    case 'jsonParsed':
      return { signatures: wire.signatures.map(base58Encode), message: parsedMessage(wire.message, meta) };
  }
}

function compiledMessage(message: WireMessage) {
  return {
    accountKeys: message.staticKeys.map(base58Encode),
    ...lookupsOf(message),
    header: {
      numReadonlySignedAccounts: message.readonlySigned,
      numReadonlyUnsignedAccounts: message.readonlyUnsigned,
      numRequiredSignatures: message.requiredSignatures,
    },
    instructions: message.instructions.map(({ programIdIndex, accountIndexes, data }) => ({
      accounts: [...accountIndexes],
      data: base58Encode(data),
      programIdIndex,
      stackHeight: TOP_LEVEL,
    })),
    recentBlockhash: base58Encode(message.recentBlockhash),
  };
}

function parsedMessage(message: WireMessage, meta: TransactionMeta) {
  const keys = allKeys(message, meta);
  return {
    accountKeys: parsedKeys(message, meta),
    ...lookupsOf(message),
    instructions: message.instructions.map((each) => parsedInstruction(keys, each, TOP_LEVEL)),
    recentBlockhash: base58Encode(message.recentBlockhash),
  };
}

const lookupsOf = (message: WireMessage) =>
  message.version === 'legacy'
    ? {}
    : {
        addressTableLookups: message.lookups.map(({ table, readonlyIndexes, writableIndexes }) => ({
          accountKey: base58Encode(table),
          readonlyIndexes: [...readonlyIndexes],
          writableIndexes: [...writableIndexes],
        })),
      };

const allKeys = (message: WireMessage, meta: TransactionMeta): string[] => [
  ...message.staticKeys.map(base58Encode),
  ...meta.loadedAddresses.writable,
  ...meta.loadedAddresses.readonly,
];

function parsedKeys(message: WireMessage, meta: TransactionMeta) {
  const invoked = new Set(message.instructions.map(({ programIdIndex }) => programIdIndex));
  const fromTransaction = message.staticKeys.map((key, index) => {
    const pubkey = base58Encode(key);
    // The runtime never write-locks a program that the transaction invokes, a sysvar or a builtin.
    const writable = isStaticWritable(message, index) && !invoked.has(index) && !isReservedAddress(pubkey);
    return { pubkey, signer: index < message.requiredSignatures, source: 'transaction', writable };
  });
  const loaded = (addresses: readonly string[], writable: boolean) =>
    addresses.map((pubkey) => ({ pubkey, signer: false, source: 'lookupTable', writable }));
  return [
    ...fromTransaction,
    ...loaded(meta.loadedAddresses.writable, true),
    ...loaded(meta.loadedAddresses.readonly, false),
  ];
}

function parsedMeta(message: WireMessage, meta: TransactionMeta) {
  const { loadedAddresses: _shownAsKeys, ...rest } = meta;
  return { ...rest, innerInstructions: parsedInner(meta.innerInstructions, allKeys(message, meta)) };
}

/** The parsed instruction if a parser knows it, otherwise the instruction with its accounts and data. */
function parsedInstruction(
  keys: readonly string[],
  { programIdIndex, accountIndexes, data }: WireInstruction,
  stackHeight: number,
) {
  const programId = keys[programIdIndex] ?? '';
  const accounts = [...accountIndexes].map((index) => keys[index] ?? '');
  const parsed = parseInstruction(programId, accounts, data);
  if (parsed !== undefined) return { ...parsed, programId, stackHeight };
  return { accounts, data: base58Encode(data), programId, stackHeight };
}
