import { createHash } from 'node:crypto';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { AccountHistory } from './account-history.ts';
import { createAccountHistory } from './account-history.ts';
import type { Blocks, Commitment, CommitmentDepths } from './blocks.ts';
import { produceBlocks } from './blocks.ts';
import { base58Decode, base58Encode } from './encoding/base58.ts';
import { transactionFee } from './fees.ts';
import { memoOf } from './memo.ts';
import { isDurableNonce } from './durable-nonce.ts';
import { verifySignatures } from './signatures.ts';
import type { ResolvedKeys } from './resolved-keys.ts';
import { resolveKeys } from './resolved-keys.ts';
import type { Store } from './store.ts';
import type { TransactionError } from './transaction-error.ts';
import type { Balances } from './transaction-meta.ts';
import { balancesOf, transactionMeta } from './transaction-meta.ts';
import { readMint } from './token-layout.ts';
import type { AccountState, Execution, Simulation, VirtualMachine } from './virtual-machine.ts';
import type { WireTransaction } from './wire-transaction.ts';

export type LandedTransaction = { readonly signature: string; readonly slot: number; readonly error: TransactionError | null; readonly logs: readonly string[]; readonly keys: readonly string[] };

export type ChainListener = {
  readonly slotAdvanced?: (slot: { slot: number; parent: number; root: number }) => void;
  readonly transactionLanded?: (transaction: LandedTransaction) => void;
};

/** What running a transaction would do, with everything `simulateTransaction` tells of it. */
export type Trial = {
  readonly execution: Simulation;
  readonly keys: ResolvedKeys;
  readonly fee: bigint;
  readonly before: Balances;
  readonly after: Balances;
};

export type Chain = ReturnType<typeof createChain>;

const NOTHING_RUN = { logs: [], innerInstructions: [], unitsConsumed: 0, returnData: null } as const;

/** The bank: one machine, its blocks, and the rules about which transactions may run and what is kept of them. */
export function createChain(parts: { store: Store; machine: VirtualMachine; clock: Clock; depths: CommitmentDepths }) {
  const { store, machine, depths } = parts;
  const blocks: Blocks = produceBlocks(store, parts.clock, depths);
  const history: AccountHistory = createAccountHistory();
  const listeners = new Set<ChainListener>();
  // Programs are large and change only by deployment, so their bytes are not copied out for every transaction.
  const programs = new Map<string, AccountState>();
  let slotHashesAreStale = true;

  const accountNow = (address: Uint8Array): AccountState | null => present(machine.account(address));

  const accountAt = (address: string, commitment: Commitment): AccountState | null => {
    const earlier = history.before(blocks.slotAt(commitment), blocks.newest().slot, address);
    return earlier === undefined ? accountNow(base58Decode(address) ?? new Uint8Array()) : earlier;
  };

  const statesOf = (keys: ResolvedKeys): (AccountState | null)[] =>
    keys.all.map((address, index) => {
      const known = programs.get(address);
      if (known !== undefined && !keys.isWritable(index)) return known;
      const state = accountNow(keys.bytes[index] as Uint8Array);
      if (keys.isWritable(index)) programs.delete(address);
      else if (state?.executable === true) programs.set(address, { ...state, data: new Uint8Array() });
      return state;
    });

  const balances = (states: readonly (AccountState | null)[], keys: ResolvedKeys, simulated?: ReadonlyMap<string, AccountState>) =>
    balancesOf(states, (mint) => {
      const index = keys.all.indexOf(mint);
      const state = simulated?.get(mint) ?? (index >= 0 ? states[index] : accountNow(base58Decode(mint) ?? new Uint8Array()));
      return state ? readMint(state) : undefined;
    });

  /** The rules that need no execution: a blockhash in the window or a durable nonce, and never seen before. */
  const refusal = (transaction: WireTransaction, commitment: Commitment): TransactionError | null => {
    const blockhash = base58Encode(transaction.message.recentBlockhash);
    if (!blocks.isBlockhashValid(blockhash, commitment) && !isDurableNonce(transaction.message, accountNow)) return 'BlockhashNotFound';
    return store.hasMessage(messageHash(transaction)) ? 'AlreadyProcessed' : null;
  };

  const prepareMachine = (): void => {
    if (!slotHashesAreStale) return;
    slotHashesAreStale = false;
    machine.setSlotHashes(blocks.recentHashes());
  };

  const trial = (transaction: WireTransaction, options: { verifySignatures: boolean }): Trial => {
    prepareMachine();
    const keys = resolveKeys(transaction.message, accountNow);
    const states = statesOf(keys);
    const execution = machine.simulate(transaction.bytes, options);
    const after = keys.all.map((address, index) => execution.postAccounts.get(address) ?? states[index] ?? null);
    const before = balances(states, keys);
    const afterwards = balances(after.map(present), keys, execution.postAccounts);
    return { execution, keys, fee: transactionFee(transaction.message), before, after: afterwards };
  };

  /** Runs a transaction that the rules admit and keeps it if it reached a block. */
  const run = (transaction: WireTransaction, options: { verifySignatures: boolean }): Execution & { landed: boolean } => {
    prepareMachine();
    const keys = resolveKeys(transaction.message, accountNow);
    const before = statesOf(keys);
    const execution = machine.execute(transaction.bytes, options);
    const after = before.map((state, index) => (keys.isWritable(index) ? accountNow(keys.bytes[index] as Uint8Array) : state));
    // A failed transaction that was charged nothing never was in a block.
    const landed = execution.error === null || after[0]?.lamports !== before[0]?.lamports;
    if (landed) keep(transaction, execution, keys, before, after);
    return { ...execution, landed };
  };

  const keep = (
    transaction: WireTransaction,
    execution: Execution,
    keys: ResolvedKeys,
    before: readonly (AccountState | null)[],
    after: readonly (AccountState | null)[],
  ): void => {
    const { slot, blockTime } = blocks.newest();
    const signature = transaction.signatures[0] as Uint8Array;
    const meta = transactionMeta({
      execution,
      fee: transactionFee(transaction.message),
      before: balances(before, keys),
      after: balances(after, keys),
      loadedAddresses: keys.loaded,
    });
    store.atomically(() => {
      store.addTransaction(
        {
          signature,
          messageHash: messageHash(transaction),
          slot,
          blockTime,
          wire: transaction.bytes,
          error: execution.error === null ? null : JSON.stringify(execution.error),
          memo: memoOf(transaction.message),
          meta: JSON.stringify(meta),
        },
        keys.bytes,
      );
      after.forEach((state, index) => {
        if (!keys.isWritable(index) || isSame(before[index] ?? null, state)) return;
        history.note(slot, keys.all[index] as string, before[index] ?? null);
        store.saveAccount({ address: keys.bytes[index] as Uint8Array, state });
      });
    });
    const notice = { signature: base58Encode(signature), slot, error: execution.error, logs: execution.logs, keys: keys.all };
    listeners.forEach((listener) => listener.transactionLanded?.(notice));
  };

  const syncClock = (): void => machine.setClock(BigInt(blocks.newest().slot), BigInt(blocks.newest().blockTime));
  syncClock();

  return {
    blocks,
    store,
    accountAt,
    programAccountsAt: (program: string, commitment: Commitment): { address: string; account: AccountState }[] => {
      const found = new Map<string, AccountState>();
      const owner = base58Decode(program) ?? new Uint8Array();
      for (const { address, account } of machine.programAccounts(owner)) found.set(address, account);
      for (const address of history.changedSince(blocks.slotAt(commitment))) {
        const state = accountAt(address, commitment);
        if (state !== null && base58Encode(state.owner) === program) found.set(address, state);
        else found.delete(address);
      }
      return [...found].map(([address, account]) => ({ address, account }));
    },
    rentExemptMinimum: machine.rentExemptMinimum,
    refusal,
    /** Executes without keeping anything. */
    trial,
    refused: (error: TransactionError): Execution => ({ ...NOTHING_RUN, error }),
    /** What a leader does with a transaction from the network: runs it if it may, drops it silently if not. */
    land: (transaction: WireTransaction): Execution & { landed: boolean } => {
      const error = refusal(transaction, 'processed');
      if (error !== null) return { ...NOTHING_RUN, error, landed: false };
      return run(transaction, { verifySignatures: true });
    },
    /** As `land`, for a transaction whose signatures a trial has verified in the same turn. */
    landVerified: (transaction: WireTransaction): Execution & { landed: boolean } => run(transaction, { verifySignatures: false }),
    verifySignatures,
    /** Makes the present state of these accounts visible at every commitment. */
    root: (addresses: readonly string[]): void => addresses.forEach(history.root),
    /** Writes an account outside any transaction; for genesis. */
    placeAccount: (address: Uint8Array, state: AccountState): void => {
      machine.setAccount(address, state);
      store.saveAccount({ address, state });
    },
    restoreAccounts: (): void => {
      for (const { address, state } of store.savedAccounts()) machine.setAccount(address, state);
    },
    advanceSlot: (): void => {
      const parent = blocks.newest().slot;
      const { slot } = blocks.advance();
      slotHashesAreStale = true;
      history.forget(slot - depths.finalizedSlots - 1);
      syncClock();
      const root = blocks.slotAt('finalized');
      listeners.forEach((listener) => listener.slotAdvanced?.({ slot, parent, root }));
    },
    listen: (listener: ChainListener): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const messageHash = (transaction: WireTransaction): Uint8Array => createHash('sha256').update(transaction.message.bytes).digest();

/** An account without lamports does not exist, whatever the machine still holds of it. */
const present = (state: AccountState | null): AccountState | null => (state === null || state.lamports === 0n ? null : state);

function isSame(before: AccountState | null, after: AccountState | null): boolean {
  if (before === null || after === null) return before === after;
  return (
    before.lamports === after.lamports &&
    before.executable === after.executable &&
    Buffer.compare(before.owner, after.owner) === 0 &&
    Buffer.compare(before.data, after.data) === 0
  );
}
