import type { AccountHistory } from './account-history.ts';
import { createAccountHistory } from './account-history.ts';
import type { Blocks, Commitment } from './blocks.ts';
import { addressText } from './encoding/address-text.ts';
import { base58Decode } from './encoding/base58.ts';
import type { ResolvedKeys } from './resolved-keys.ts';
import type { AccountState, VirtualMachine } from './virtual-machine.ts';

const UPGRADEABLE_LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111';
/** Size of a program account of the upgradeable loader: a tag and the address of the account with the code. */
const PROGRAM_BYTES = 36;

export type Accounts = ReturnType<typeof accountsOf>;
export type AccountsPerCommitment = Pick<Accounts, 'at' | 'ofProgram'>;

/** Accounts of the virtual machine, in their current state and as each commitment sees them. */
export function accountsOf(machine: VirtualMachine, blocks: Blocks) {
  const history: AccountHistory = createAccountHistory();
  // Programs are large and change only by deployment, so their bytes are not copied for every transaction.
  const programs = new Map<string, AccountState>();

  const now = (address: Uint8Array): AccountState | null => existing(machine.account(address));

  const at = (address: string, commitment: Commitment): AccountState | null => {
    const earlier = history.before(blocks.slotAt(commitment), blocks.newest().slot, address);
    return earlier === undefined ? now(base58Decode(address) ?? new Uint8Array()) : earlier;
  };

  return {
    now,
    at,
    /** The accounts of a transaction in the order of its keys. Programs that it only calls come without their code. */
    ofTransaction: (keys: ResolvedKeys): (AccountState | null)[] =>
      keys.all.map((address, index) => {
        if (keys.isWritable(index)) programs.delete(address);
        const known = programs.get(address);
        if (known !== undefined) return known;
        const state = now(keys.bytes[index] as Uint8Array);
        if (state?.executable === true)
          programs.set(address, {
            ...state,
            data: new Uint8Array(),
            space: state.data.length + codeBytes(machine, state),
          });
        return state;
      }),
    ofProgram: (program: string, commitment: Commitment): { address: string; account: AccountState }[] => {
      const owned = machine
        .programAccounts(base58Decode(program) ?? new Uint8Array())
        .filter(({ account }) => account.lamports > 0n);
      const found = new Map(owned.map(({ address, account }) => [address, account]));
      for (const address of history.changedSince(blocks.slotAt(commitment))) {
        const state = at(address, commitment);
        if (state !== null && addressText(state.owner) === program) found.set(address, state);
        else found.delete(address);
      }
      return [...found].map(([address, account]) => ({ address, account }));
    },
    noteChange: history.note,
    forget: history.forget,
    /** Makes the current state of these accounts visible at every commitment. */
    root: (addresses: readonly string[]): void => addresses.forEach(history.root),
    restore: (address: Uint8Array, state: AccountState): void => machine.setAccount(address, state),
  };
}

/**
 * Number of bytes in the account that holds the code of an upgradeable program. 0 for other programs, whose own account
 * contains the code.
 */
function codeBytes(machine: VirtualMachine, program: AccountState): number {
  const isUpgradeable = addressText(program.owner) === UPGRADEABLE_LOADER && program.data.length === PROGRAM_BYTES;
  return isUpgradeable ? (machine.account(program.data.subarray(4))?.data.length ?? 0) : 0;
}

/** On Solana an account without lamports does not exist, although the machine may still hold its data. */
export const existing = (state: AccountState | null): AccountState | null =>
  state === null || state.lamports === 0n ? null : state;
