/**
 * Reads a transaction from its wire bytes and checks what a validator checks before it looks at any account.
 *
 * The native machine aborts the whole process on bytes that it cannot deserialise, so all bytes must pass this check
 * first.
 */

import type { Result } from '@pos/vocabulary/result.ts';
import { err, ok } from '@pos/vocabulary/result.ts';

/** Size in bytes of the largest transaction that the network accepts: the minimum IPv6 MTU less the headers. */
export const MAX_TRANSACTION_BYTES = 1232;

export type WireInstruction = {
  readonly programIdIndex: number;
  readonly accountIndexes: Uint8Array;
  readonly data: Uint8Array;
};

export type WireLookup = {
  readonly table: Uint8Array;
  readonly writableIndexes: Uint8Array;
  readonly readonlyIndexes: Uint8Array;
};

export type WireMessage = {
  readonly bytes: Uint8Array;
  readonly version: 'legacy' | 0;
  readonly requiredSignatures: number;
  readonly readonlySigned: number;
  readonly readonlyUnsigned: number;
  readonly staticKeys: readonly Uint8Array[];
  readonly recentBlockhash: Uint8Array;
  readonly instructions: readonly WireInstruction[];
  readonly lookups: readonly WireLookup[];
};

export type WireTransaction = {
  readonly bytes: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  readonly message: WireMessage;
};

/**
 * `malformed` bytes are not a transaction. An `unsanitary` transaction is well-formed but has an index out of range.
 */
export type WireRefusal = { readonly kind: 'malformed' | 'unsanitary'; readonly detail: string };

export function readTransaction(bytes: Uint8Array): Result<WireTransaction, WireRefusal> {
  return reading(() => {
    const cursor = cursorOver(bytes);
    const count = cursor.length();
    const signatures = repeat(count, () => cursor.take(64));
    const message = messageAt(bytes.subarray(cursor.position()));
    if (signatures.length !== message.requiredSignatures) throw new Refusal('unsanitary', 'index out of bounds');
    return { bytes, signatures, message };
  });
}

export function readMessage(bytes: Uint8Array): Result<WireMessage, WireRefusal> {
  return reading(() => messageAt(bytes));
}

/** True if the message requests write access to the account at this index of its static keys. */
export function isStaticWritable(message: WireMessage, index: number): boolean {
  if (index < message.requiredSignatures) return index < message.requiredSignatures - message.readonlySigned;
  return index < message.staticKeys.length - message.readonlyUnsigned;
}

function messageAt(bytes: Uint8Array): WireMessage {
  const cursor = cursorOver(bytes);
  const prefix = bytes[0] ?? 0;
  const version = prefix < 0x80 ? 'legacy' : prefix & 0x7f;
  if (version !== 'legacy') cursor.take(1);
  if (version !== 'legacy' && version !== 0) throw new Refusal('malformed', `unsupported message version ${version}`);
  const requiredSignatures = cursor.byte();
  const readonlySigned = cursor.byte();
  const readonlyUnsigned = cursor.byte();
  const staticKeys = repeat(cursor.length(), () => cursor.take(32));
  const recentBlockhash = cursor.take(32);
  const instructions = repeat(cursor.length(), () => ({
    programIdIndex: cursor.byte(),
    accountIndexes: cursor.take(cursor.length()),
    data: cursor.take(cursor.length()),
  }));
  const lookups =
    version === 'legacy'
      ? []
      : repeat(cursor.length(), () => ({
          table: cursor.take(32),
          writableIndexes: cursor.take(cursor.length()),
          readonlyIndexes: cursor.take(cursor.length()),
        }));
  if (cursor.position() !== bytes.length) throw new Refusal('malformed', 'bytes left over after the message');
  const message = {
    bytes,
    version,
    requiredSignatures,
    readonlySigned,
    readonlyUnsigned,
    staticKeys,
    recentBlockhash,
    instructions,
    lookups,
  } as const;
  checkIndexes(message);
  return message;
}

/** The sanitising rules of Agave's legacy and version 0 messages. */
function checkIndexes(message: WireMessage): void {
  const keys = message.staticKeys.length;
  const loaded = message.lookups.reduce(
    (sum, each) => sum + each.writableIndexes.length + each.readonlyIndexes.length,
    0,
  );
  const sane =
    message.requiredSignatures + message.readonlyUnsigned <= keys &&
    message.readonlySigned < message.requiredSignatures &&
    keys + loaded <= 256 &&
    message.lookups.every((each) => each.writableIndexes.length + each.readonlyIndexes.length > 0) &&
    message.instructions.every(
      (each) =>
        each.programIdIndex > 0 &&
        each.programIdIndex < keys &&
        each.accountIndexes.every((index) => index < keys + loaded),
    );
  if (!sane) throw new Refusal('unsanitary', 'index out of bounds');
}

type Cursor = {
  readonly byte: () => number;
  readonly take: (size: number) => Uint8Array;
  readonly length: () => number;
  readonly position: () => number;
};

function cursorOver(bytes: Uint8Array): Cursor {
  let at = 0;
  const take = (size: number): Uint8Array => {
    if (at + size > bytes.length) throw new Refusal('malformed', 'io error: failed to fill whole buffer');
    at += size;
    return bytes.subarray(at - size, at);
  };
  const byte = (): number => take(1)[0] ?? 0;
  return { take, byte, length: () => compactLength(byte), position: () => at };
}

/** Solana's compact-u16: seven bits per byte, at most three bytes, in the shortest form. */
function compactLength(next: () => number): number {
  let value = 0;
  for (let index = 0; index < 3; index += 1) {
    const byte = next();
    if (byte === 0 && index > 0) throw new Refusal('malformed', 'a length is written with an alias encoding');
    value |= (byte & 0x7f) << (index * 7);
    if (value > 0xffff) break;
    if (byte < 0x80) return value;
  }
  throw new Refusal('malformed', 'a length does not fit 16 bits');
}

function repeat<T>(count: number, read: () => T): T[] {
  const items: T[] = [];
  for (let index = 0; index < count; index += 1) items.push(read());
  return items;
}

/** Ends nested reads with a refusal. It never leaves this file. */
class Refusal extends Error {
  readonly kind: 'malformed' | 'unsanitary';
  constructor(kind: 'malformed' | 'unsanitary', detail: string) {
    super(detail);
    this.kind = kind;
  }
}

function reading<T>(read: () => T): Result<T, WireRefusal> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof Refusal) return err({ kind: error.kind, detail: error.message });
    throw error;
  }
}
