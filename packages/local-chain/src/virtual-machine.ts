import type { TransactionMetadata } from 'litesvm/dist/internal.js';
import svm from 'litesvm/dist/internal.js';
import { base58Encode } from './encoding/base58.ts';
import type { TransactionError } from './transaction-error.ts';
import { transactionErrorOf } from './transaction-error.ts';

/**
 * The native class of LiteSVM, one layer below its public wrapper. The wrapper decodes and encodes every transaction
 * and address through Kit, which costs several times the execution of a transfer.
 */

export type AccountState = {
  readonly lamports: bigint;
  readonly owner: Uint8Array;
  readonly executable: boolean;
  readonly data: Uint8Array;
  /** Length of the data in bytes, if `data` itself is omitted. */
  readonly space?: number;
};

export type InnerInstruction = {
  readonly programIdIndex: number;
  readonly accountIndexes: Uint8Array;
  readonly data: Uint8Array;
  readonly stackHeight: number;
};

export type Execution = {
  readonly error: TransactionError | null;
  readonly logs: readonly string[];
  /** One list for each top-level instruction. */
  readonly innerInstructions: readonly (readonly InnerInstruction[])[];
  readonly unitsConsumed: number;
  readonly returnData: { readonly programId: string; readonly data: Uint8Array } | null;
};

export type Simulation = Execution & { readonly postAccounts: ReadonlyMap<string, AccountState> };

export type SlotHash = { readonly slot: bigint; readonly hash: string };

/** Rent epochs no longer exist. Clusters report every account as exempt for ever. */
const RENT_EXEMPT_EPOCH = 18_446_744_073_709_551_615n;

export type VirtualMachine = {
  readonly account: (address: Uint8Array) => AccountState | null;
  readonly lamports: (address: Uint8Array) => bigint;
  readonly programAccounts: (program: Uint8Array) => { address: string; account: AccountState }[];
  readonly setAccount: (address: Uint8Array, state: AccountState) => void;
  /**
   * Verifies and executes a transaction and keeps its effects. The caller has read the bytes with `readTransaction`.
   */
  readonly execute: (transaction: Uint8Array) => Execution;
  readonly simulate: (transaction: Uint8Array, options: { verifySignatures: boolean }) => Simulation;
  readonly setClock: (slot: bigint, unixSeconds: bigint) => void;
  readonly setSlotHashes: (hashes: readonly SlotHash[]) => void;
  readonly rentExemptMinimum: (bytes: number) => bigint;
};

export function createVirtualMachine(): VirtualMachine {
  const machine = new svm.LiteSvm();
  // The chain checks blockhashes and duplicates, because the machine knows one blockhash only and forgets it at a
  // restart.
  machine.setTransactionHistory(0n);
  machine.setBlockhashCheck(false);
  machine.withNativeMints();

  return {
    account: (address) => {
      const found = machine.getAccount(address);
      return found === null ? null : stateOf(found);
    },
    lamports: (address) => machine.getBalance(address) ?? 0n,
    programAccounts: (program) =>
      machine
        .getProgramAccounts(program)
        .map((each) => ({ address: base58Encode(each.address), account: stateOf(each.account()) })),
    setAccount: (address, state) => {
      machine.setAccount(
        address,
        new svm.Account(state.lamports, state.data, state.owner, state.executable, RENT_EXEMPT_EPOCH),
      );
    },
    execute: (transaction) => {
      machine.setSigverify(true);
      const result = machine.sendVersionedTransaction(transaction);
      return result instanceof svm.FailedTransactionMetadata
        ? executionOf(result.meta(), transactionErrorOf(result))
        : executionOf(result, null);
    },
    simulate: (transaction, { verifySignatures }) => {
      machine.setSigverify(verifySignatures);
      const result = machine.simulateVersionedTransaction(transaction);
      if (result instanceof svm.FailedTransactionMetadata) {
        return { ...executionOf(result.meta(), transactionErrorOf(result)), postAccounts: new Map() };
      }
      const postAccounts = new Map(
        result.postAccounts().map((each) => [base58Encode(each.address), stateOf(each.account())]),
      );
      return { ...executionOf(result.meta(), null), postAccounts };
    },
    setClock: (slot, unixSeconds) => {
      const clock = machine.getClock();
      clock.slot = slot;
      clock.unixTimestamp = unixSeconds;
      machine.setClock(clock);
      // Durable nonces advance only after the machine's own blockhash has changed.
      machine.expireBlockhash();
    },
    setSlotHashes: (hashes) => machine.setSlotHashes([...hashes]),
    rentExemptMinimum: (bytes) => machine.minimumBalanceForRentExemption(BigInt(bytes)),
  };
}

type NativeAccount = InstanceType<typeof svm.Account>;

const stateOf = (account: NativeAccount): AccountState => ({
  lamports: account.lamports(),
  owner: account.owner(),
  executable: account.executable(),
  data: account.data(),
});

function executionOf(meta: TransactionMetadata, error: TransactionError | null): Execution {
  const returned = meta.returnData();
  const data = returned.data();
  return {
    error,
    logs: meta.logs(),
    innerInstructions: meta.innerInstructions().map((list) =>
      list.map((inner) => {
        const instruction = inner.instruction();
        return {
          programIdIndex: instruction.programIdIndex(),
          accountIndexes: instruction.accounts(),
          data: instruction.data(),
          stackHeight: inner.stackHeight(),
        };
      }),
    ),
    unitsConsumed: Number(meta.computeUnitsConsumed()),
    returnData: data.length === 0 ? null : { programId: base58Encode(returned.programId()), data },
  };
}
