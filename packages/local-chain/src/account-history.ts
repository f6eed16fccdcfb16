import type { AccountState } from './virtual-machine.ts';

/**
 * Former account states, so that a read at `confirmed` or `finalized` returns the same state as on a cluster. For each
 * slot it keeps the states that the slot's transactions replaced. A read searches forward from the requested slot.
 */
export type AccountHistory = ReturnType<typeof createAccountHistory>;

export function createAccountHistory() {
  const replaced = new Map<number, Map<string, AccountState | null>>();

  return {
    /** Records the state of an account before this slot changed it for the first time. */
    note: (slot: number, address: string, before: AccountState | null): void => {
      const ofSlot = replaced.get(slot) ?? new Map<string, AccountState | null>();
      if (!ofSlot.has(address)) ofSlot.set(address, before);
      replaced.set(slot, ofSlot);
    },
    /** The state at the end of `slot`, or `undefined` if no later slot has changed the account. */
    before: (slot: number, newestSlot: number, address: string): AccountState | null | undefined => {
      for (let later = slot + 1; later <= newestSlot; later += 1) {
        const state = replaced.get(later)?.get(address);
        if (state !== undefined) return state;
      }
      return undefined;
    },
    /** Addresses changed after `slot`. */
    changedSince: (slot: number): Set<string> =>
      new Set([...replaced].flatMap(([changedAt, states]) => (changedAt > slot ? [...states.keys()] : []))),
    /** Makes the current state of the account visible at every commitment. */
    root: (address: string): void => replaced.forEach((states) => states.delete(address)),
    forget: (slot: number): void => void replaced.delete(slot),
  };
}
