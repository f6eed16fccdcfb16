import type { AccountState } from './virtual-machine.ts';

/**
 * What accounts looked like a few slots ago, so that a read at `confirmed` or `finalized` sees what a cluster would
 * show. Keeps, for each slot, the states its transactions replaced; a read walks forward from the slot it asks for.
 */
export type AccountHistory = ReturnType<typeof createAccountHistory>;

export function createAccountHistory() {
  const replaced = new Map<number, Map<string, AccountState | null>>();

  return {
    /** Notes the state an account had when this slot first changed it. */
    note: (slot: number, address: string, before: AccountState | null): void => {
      const ofSlot = replaced.get(slot) ?? new Map<string, AccountState | null>();
      if (!ofSlot.has(address)) ofSlot.set(address, before);
      replaced.set(slot, ofSlot);
    },
    /** The state at the end of `slot`, or `undefined` where nothing has changed it since. */
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
    /** Makes the present state the one every commitment sees. */
    root: (address: string): void => replaced.forEach((states) => states.delete(address)),
    forget: (slot: number): void => void replaced.delete(slot),
  };
}
