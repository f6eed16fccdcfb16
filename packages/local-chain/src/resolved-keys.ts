import { addressText } from './encoding/address-text.ts';
import type { LoadedAddresses } from './transaction-meta.ts';
import type { AccountState } from './virtual-machine.ts';
import type { WireMessage } from './wire-transaction.ts';
import { isStaticWritable } from './wire-transaction.ts';

/** Offset of the addresses in a lookup table's data. */
const LOOKUP_TABLE_HEADER = 56;

/**
 * Every account of a message in the order in which instructions index them: static, loaded writable, loaded read-only.
 */
export type ResolvedKeys = {
  readonly bytes: readonly Uint8Array[];
  readonly all: readonly string[];
  readonly loaded: LoadedAddresses;
  readonly staticCount: number;
  readonly isWritable: (index: number) => boolean;
};

/**
 * Resolves the keys of a message. A lookup entry that is not in the table is omitted. The machine then refuses the
 * transaction with the same error as a cluster.
 */
export function resolveKeys(message: WireMessage, account: (address: Uint8Array) => AccountState | null): ResolvedKeys {
  const writable: Uint8Array[] = [];
  const readonly: Uint8Array[] = [];
  for (const lookup of message.lookups) {
    const data = account(lookup.table)?.data ?? new Uint8Array();
    const entry = (index: number): Uint8Array[] => {
      const start = LOOKUP_TABLE_HEADER + index * 32;
      return start + 32 <= data.length ? [data.subarray(start, start + 32)] : [];
    };
    for (const index of lookup.writableIndexes) writable.push(...entry(index));
    for (const index of lookup.readonlyIndexes) readonly.push(...entry(index));
  }
  const bytes = [...message.staticKeys, ...writable, ...readonly];
  const staticCount = message.staticKeys.length;
  return {
    bytes,
    all: bytes.map(addressText),
    loaded: { writable: writable.map(addressText), readonly: readonly.map(addressText) },
    staticCount,
    isWritable: (index) =>
      index < staticCount ? isStaticWritable(message, index) : index < staticCount + writable.length,
  };
}
