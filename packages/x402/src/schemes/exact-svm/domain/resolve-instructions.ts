import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { PaymentTransaction } from './payment-transaction.ts';

/** An instruction with the addresses of its accounts. */
export interface Instruction {
  readonly program: SolanaAddress;
  readonly accounts: readonly SolanaAddress[];
  readonly data: Uint8Array;
}

export type LookupTables = ReadonlyMap<SolanaAddress, readonly SolanaAddress[]>;

/**
 * Resolves every account index of every instruction. The runtime numbers the static accounts first, then the writable
 * and then the readonly accounts of the lookup tables. A single index without an address makes the transaction invalid,
 * because an unknown account cannot be checked.
 */
export function resolveInstructions(
  transaction: PaymentTransaction,
  tables: LookupTables,
): Result<readonly Instruction[], 'unresolved'> {
  const { staticAccounts, lookups } = transaction;
  const borrowed = (pick: 'writableIndexes' | 'readonlyIndexes') =>
    lookups.flatMap((lookup) => lookup[pick].map((index) => tables.get(lookup.table)?.[index]));
  const accounts = [...staticAccounts, ...borrowed('writableIndexes'), ...borrowed('readonlyIndexes')];
  const instructions: Instruction[] = [];
  for (const { programIndex, accountIndexes, data } of transaction.instructions) {
    // The runtime loads programs from the static accounts only.
    const program = staticAccounts[programIndex];
    const named = accountIndexes.map((index) => accounts[index]).filter((account) => account !== undefined);
    if (program === undefined || named.length !== accountIndexes.length) return err('unresolved');
    instructions.push({ program, accounts: named, data });
  }
  return ok(instructions);
}
