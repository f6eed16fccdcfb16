import type { Clock } from '@pos/vocabulary/clock.ts';
import type { AccountsPerCommitment } from './accounts.ts';
import { accountsOf } from './accounts.ts';
import type { Blocks, CommitmentDepths } from './blocks.ts';
import { produceBlocks } from './blocks.ts';
import type { Store } from './store.ts';
import type { LandedTransaction, TransactionRunner } from './transaction-runner.ts';
import { transactionRunner } from './transaction-runner.ts';
import type { VirtualMachine } from './virtual-machine.ts';

export type SlotNotice = { readonly slot: number; readonly parent: number; readonly root: number };

export type ChainListener = {
  readonly slotAdvanced?: (notice: SlotNotice) => void;
  readonly transactionLanded?: (transaction: LandedTransaction) => void;
};

export type Chain = {
  readonly blocks: Blocks;
  readonly store: Store;
  readonly accounts: AccountsPerCommitment;
  readonly transactions: TransactionRunner;
  readonly rentExemptMinimum: (bytes: number) => bigint;
  /** Makes the current state of these accounts visible at every commitment. */
  readonly root: (addresses: readonly string[]) => void;
  readonly advanceSlot: () => void;
  /** Adds a listener. Returns a function that removes it. */
  readonly listen: (listener: ChainListener) => () => void;
};

/** A virtual machine restored from the store, with the blocks, accounts and transactions that make it a chain. */
export function createChain(parts: {
  store: Store;
  machine: VirtualMachine;
  clock: Clock;
  depths: CommitmentDepths;
}): Chain {
  const { store, machine, depths } = parts;
  for (const { address, state } of store.savedAccounts()) machine.setAccount(address, state);
  const blocks = produceBlocks(store, parts.clock, depths);
  const accounts = accountsOf(machine, blocks);
  const listeners = new Set<ChainListener>();
  const onLanded = (transaction: LandedTransaction) =>
    listeners.forEach((each) => each.transactionLanded?.(transaction));
  const transactions = transactionRunner({ store, machine, blocks, accounts, onLanded });
  const setClock = (): void => machine.setClock(BigInt(blocks.newest().slot), BigInt(blocks.newest().blockTime));
  setClock();

  return {
    blocks,
    store,
    accounts,
    transactions,
    rentExemptMinimum: machine.rentExemptMinimum,
    root: accounts.root,
    advanceSlot: () => {
      const parent = blocks.newest().slot;
      const { slot } = blocks.advance();
      accounts.forget(slot - depths.finalizedSlots - 1);
      setClock();
      listeners.forEach((each) => each.slotAdvanced?.({ slot, parent, root: blocks.slotAt('finalized') }));
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
