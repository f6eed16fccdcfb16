import type { Database } from '@pos/database/database.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { sql } from 'drizzle-orm';
import type { SettlingFault } from '../scheme-under-test.ts';

/** A transfer that the ledger is asked to book. */
export interface Transfer {
  readonly artefact: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly validUntil: bigint;
}

/** A booked transfer: its position in the ledger and, if the ledger refused it, the reason. */
export interface BookedTransfer {
  readonly sequence: bigint;
  readonly error: string | null;
}

type Call = 'rehearse' | 'transfer' | 'find';

/** The calls that a fault affects, and whether an affected call takes effect before the caller gets an error. */
const FAULTS: Readonly<Record<SettlingFault, { readonly calls: readonly Call[]; readonly takesEffect?: boolean }>> = {
  'rehearsal-hangs': { calls: ['rehearse'] },
  'rehearsal-fails': { calls: ['rehearse'] },
  'sending-hangs': { calls: ['transfer', 'find'] },
  'sending-fails': { calls: ['transfer', 'find'] },
  'answer-lost': { calls: ['transfer', 'find'], takesEffect: true },
  'swallowed-once': { calls: [] },
  'asking-fails': { calls: ['find'] },
};

/** An off-chain ledger in two tables, which fails on demand. */
export interface LedgerBook {
  open(address: string, balance: bigint): Promise<void>;
  /** Atomic units of an account; zero if there is no such account. Never fails on demand. */
  balance(address: string): Promise<bigint>;
  /** The reason why the ledger would refuse the transfer now, or `undefined`. */
  rehearse(transfer: Pick<Transfer, 'artefact' | 'from' | 'amount'>): Promise<'balance-too-low' | 'booked' | undefined>;
  /** Books a transfer. Booking the same artefact again changes nothing. */
  transfer(transfer: Transfer): Promise<void>;
  find(artefact: string): Promise<BookedTransfer | undefined>;
  inject(fault: SettlingFault): void;
  clearFaults(): void;
}

export async function openLedgerBook(owner: Database): Promise<LedgerBook> {
  await owner.orm.execute(sql`create table ledger_accounts (address text primary key, balance bigint not null)`);
  await owner.orm.execute(
    sql`create table ledger_transfers (sequence bigserial primary key, artefact text not null unique, error text)`,
  );
  let fault: SettlingFault | undefined;
  const call = async <Answer>(name: Call, effect: () => Promise<Answer>): Promise<Answer> => {
    const { calls, takesEffect = false } = fault === undefined ? { calls: [] } : FAULTS[fault];
    if (!calls.includes(name)) return effect();
    if (takesEffect) await effect();
    throw new OutageError('ledger', 'The ledger of the test does not answer');
  };
  return {
    open: async (address, balance) =>
      void (await owner.orm.execute(sql`insert into ledger_accounts values (${address}, ${balance})`)),
    balance: (address) => balanceOf(owner, address),
    rehearse: ({ artefact, from, amount }) =>
      call('rehearse', async () => {
        if ((await findTransfer(owner, artefact)) !== undefined) return 'booked';
        return (await balanceOf(owner, from)) < amount ? 'balance-too-low' : undefined;
      }),
    transfer: (transfer) =>
      call('transfer', async () => {
        if (fault !== 'swallowed-once') return book(owner, transfer);
        fault = undefined;
      }),
    find: (artefact) => call('find', () => findTransfer(owner, artefact)),
    inject: (next) => {
      fault = next;
    },
    clearFaults: () => {
      fault = undefined;
    },
  };
}

async function balanceOf(owner: Database, address: string): Promise<bigint> {
  const { rows } = await owner.orm.execute<{ balance: string }>(
    sql`select balance from ledger_accounts where address = ${address}`,
  );
  return BigInt(rows[0]?.balance ?? 0);
}

async function findTransfer(owner: Database, artefact: string): Promise<BookedTransfer | undefined> {
  const { rows } = await owner.orm.execute<{ sequence: string; error: string | null }>(
    sql`select sequence, error from ledger_transfers where artefact = ${artefact}`,
  );
  return rows.map(({ sequence, error }) => ({ sequence: BigInt(sequence), error }))[0];
}

async function book(owner: Database, { artefact, from, to, amount, validUntil }: Transfer): Promise<void> {
  if (BigInt(Date.now()) > validUntil) return;
  await owner.transaction(async (tx) => {
    const booked = await tx.execute(
      sql`insert into ledger_transfers (artefact) values (${artefact}) on conflict do nothing returning sequence`,
    );
    if (booked.rows.length === 0) return;
    const taken = await tx.execute(
      sql`update ledger_accounts set balance = balance - ${amount} where address = ${from} and balance >= ${amount} returning 1`,
    );
    if (taken.rows.length === 0)
      await tx.execute(sql`update ledger_transfers set error = 'BalanceTooLow' where artefact = ${artefact}`);
    else await tx.execute(sql`update ledger_accounts set balance = balance + ${amount} where address = ${to}`);
  });
}
