import { createHash } from 'node:crypto';
import type { Accounts } from './accounts.ts';
import { existing } from './accounts.ts';
import type { Blocks, Commitment } from './blocks.ts';
import { isDurableNonce } from './durable-nonce.ts';
import { addressText } from './encoding/address-text.ts';
import { base58Decode, base58Encode } from './encoding/base58.ts';
import { transactionFee } from './fees.ts';
import { memoOf } from './memo.ts';
import type { ResolvedKeys } from './resolved-keys.ts';
import { resolveKeys } from './resolved-keys.ts';
import type { Store } from './store.ts';
import { readMint } from './token-layout.ts';
import type { TransactionError } from './transaction-error.ts';
import type { Balances } from './transaction-meta.ts';
import { balancesOf, transactionMeta } from './transaction-meta.ts';
import type { AccountState, Execution, VirtualMachine } from './virtual-machine.ts';
import type { WireTransaction } from './wire-transaction.ts';

/** The effects of a transaction that ran or was simulated. */
export type Run = {
  readonly execution: Execution;
  readonly keys: ResolvedKeys;
  /** Lamports. */
  readonly fee: bigint;
  /** Size of all loaded accounts in bytes, as the limit on loaded data counts it (SIMD-0186). */
  readonly loadedBytes: number;
  readonly before: Balances;
  readonly after: Balances;
  /** The accounts after the transaction, by address. */
  readonly states: ReadonlyMap<string, AccountState | null>;
};

export type LandedTransaction = {
  readonly signature: string;
  readonly slot: number;
  readonly error: TransactionError | null;
  readonly logs: readonly string[];
  /** Addresses of all accounts of the transaction. */
  readonly accounts: readonly string[];
};

export type TransactionRunner = ReturnType<typeof transactionRunner>;

const ACCOUNT_OVERHEAD_BYTES = 64;
const LOOKUP_TABLE_BYTES = 8_248;

type States = readonly (AccountState | null)[];

/** Decides which transactions may run, runs them, and stores every transaction that reaches a block. */
export function transactionRunner(parts: {
  store: Store;
  machine: VirtualMachine;
  blocks: Blocks;
  accounts: Accounts;
  onLanded: (transaction: LandedTransaction) => void;
}) {
  const { store, machine, blocks, accounts } = parts;
  let slotHashesOf = -1;

  const prepareMachine = (): void => {
    const { slot } = blocks.newest();
    if (slotHashesOf === slot) return;
    slotHashesOf = slot;
    machine.setSlotHashes(blocks.recentHashes());
  };

  const runOf = (
    transaction: WireTransaction,
    keys: ResolvedKeys,
    execution: Execution,
    before: States,
    after: States,
  ): Run => ({
    execution,
    keys,
    fee: transactionFee(transaction.message),
    loadedBytes: loadedBytes(transaction, before),
    before: balances(accounts, keys, before),
    after: balances(accounts, keys, after),
    states: new Map(keys.all.map((address, index) => [address, after[index] ?? null])),
  });

  const keep = (transaction: WireTransaction, run: Run, before: States): void => {
    const { slot } = blocks.newest();
    const { keys } = run;
    store.atomically(() => {
      store.addTransaction(rowOf(transaction, run, blocks.newest()), keys.bytes);
      keys.all.forEach((address, index) => {
        const state = run.states.get(address) ?? null;
        const earlier = before[index] ?? null;
        if (!keys.isWritable(index) || isSame(earlier, state)) return;
        accounts.noteChange(slot, address, earlier);
        store.saveAccount({ address: keys.bytes[index] as Uint8Array, state });
      });
    });
    const signature = base58Encode(transaction.signatures[0] as Uint8Array);
    parts.onLanded({ signature, slot, error: run.execution.error, logs: run.execution.logs, accounts: keys.all });
  };

  return {
    /**
     * The refusal by a rule that needs no execution, or `null`. The blockhash must be recent or a durable nonce, and
     * the transaction must be new.
     */
    refusal: (transaction: WireTransaction, commitment: Commitment): TransactionError | null => {
      const blockhash = addressText(transaction.message.recentBlockhash);
      const mayRun =
        blocks.isBlockhashValid(blockhash, commitment) || isDurableNonce(transaction.message, accounts.now);
      if (!mayRun) return 'BlockhashNotFound';
      return store.hasMessage(messageHash(transaction)) ? 'AlreadyProcessed' : null;
    },

    /** Executes a transaction without changing the chain. */
    tryOut: (transaction: WireTransaction, options: { verifySignatures: boolean }): Run => {
      prepareMachine();
      const keys = resolveKeys(transaction.message, accounts.now);
      const before = accounts.ofTransaction(keys);
      const { postAccounts, ...execution } = machine.simulate(transaction.bytes, options);
      const after = keys.all.map((address, index) => {
        const state = keys.isWritable(index) ? postAccounts.get(address) : undefined;
        return state === undefined ? (before[index] ?? null) : existing(state);
      });
      return runOf(transaction, keys, execution, before, after);
    },

    /**
     * Runs a transaction that the rules admit. A failed transaction that was charged a fee is stored, as in a block,
     * unless the caller sets `keepFailure` to false. In that case a single execution serves as preflight and run.
     */
    land: (transaction: WireTransaction, options: { keepFailure: boolean }): Run => {
      prepareMachine();
      const keys = resolveKeys(transaction.message, accounts.now);
      const before = accounts.ofTransaction(keys);
      const execution = machine.execute(transaction.bytes);
      const after = before.map((state, index) =>
        keys.isWritable(index) ? accounts.now(keys.bytes[index] as Uint8Array) : state,
      );
      const run = runOf(transaction, keys, execution, before, after);
      const wasCharged = after[0]?.lamports !== before[0]?.lamports;
      if (execution.error === null || (wasCharged && options.keepFailure)) keep(transaction, run, before);
      else undo(accounts, keys, before, after);
      return run;
    },
  };
}

function undo(accounts: Accounts, keys: ResolvedKeys, before: States, after: States): void {
  before.forEach((state, index) => {
    if (state !== null && keys.isWritable(index) && !isSame(state, after[index] ?? null))
      accounts.restore(keys.bytes[index] as Uint8Array, state);
  });
}

function balances(accounts: Accounts, keys: ResolvedKeys, states: States): Balances {
  return balancesOf(states, (mint) => {
    const index = keys.all.indexOf(mint);
    const state = index >= 0 ? states[index] : accounts.now(base58Decode(mint) ?? new Uint8Array());
    return state ? readMint(state) : undefined;
  });
}

function rowOf(transaction: WireTransaction, run: Run, block: { readonly slot: number; readonly blockTime: number }) {
  const { execution, fee, before, after, keys } = run;
  return {
    signature: transaction.signatures[0] as Uint8Array,
    messageHash: messageHash(transaction),
    slot: block.slot,
    blockTime: block.blockTime,
    wire: transaction.bytes,
    error: execution.error === null ? null : JSON.stringify(execution.error),
    memo: memoOf(transaction.message),
    meta: JSON.stringify(transactionMeta({ execution, fee, before, after, loadedAddresses: keys.loaded })),
  };
}

function loadedBytes(transaction: WireTransaction, states: States): number {
  const accounts = states.reduce(
    (sum, state) => (state === null ? sum : sum + ACCOUNT_OVERHEAD_BYTES + (state.space ?? state.data.length)),
    0,
  );
  return accounts + transaction.message.lookups.length * LOOKUP_TABLE_BYTES;
}

const messageHash = (transaction: WireTransaction): Uint8Array =>
  createHash('sha256').update(transaction.message.bytes).digest();

function isSame(before: AccountState | null, after: AccountState | null): boolean {
  if (before === null || after === null) return before === after;
  return (
    before.lamports === after.lamports &&
    before.executable === after.executable &&
    Buffer.compare(before.owner, after.owner) === 0 &&
    Buffer.compare(before.data, after.data) === 0
  );
}
