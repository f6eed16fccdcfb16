import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { PaymentTransaction } from './payment-transaction.ts';

/** An instruction with its accounts by name. */
export interface Instruction {
  readonly program: SolanaAddress;
  readonly accounts: readonly SolanaAddress[];
  readonly data: Uint8Array;
}

export type LookupTables = ReadonlyMap<SolanaAddress, readonly SolanaAddress[]>;

/**
 * Puts names to every account of every instruction: the static ones, then the writable, then the readonly ones out of the
 * lookup tables, as the runtime counts them. One that cannot be named fails the whole: what is not seen cannot be checked.
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
    // The runtime takes programs from the static accounts alone.
    const program = staticAccounts[programIndex];
    const named = accountIndexes.map((index) => accounts[index]).filter((account) => account !== undefined);
    if (program === undefined || named.length !== accountIndexes.length) return err('unresolved');
    instructions.push({ program, accounts: named, data });
  }
  return ok(instructions);
}
