import { DatabaseSync } from 'node:sqlite';
import type { AccountState } from './virtual-machine.ts';

/**
 * The durable state of the chain in one SQLite file.
 *
 * Each Solana transaction is one SQLite transaction. WAL mode without a sync per transaction keeps every acknowledged
 * transaction if the process dies. The machine holds the current accounts. The file is written after the machine has
 * run, is read for history, and is read completely only at start.
 */

/**
 * Checkpoints are rare and the cache has 32 MB, because bursts of transactions would otherwise wait for checkpoints and
 * cache misses.
 */
const PRAGMAS = `
  PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -32000; BEGIN EXCLUSIVE; COMMIT;`;

/** Version of the file format. It increases if the meaning of a table changes. A file of another version is refused. */
const FORMAT = '1';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS development_keys (name TEXT PRIMARY KEY, seed BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS blocks (
    slot INTEGER PRIMARY KEY, height INTEGER NOT NULL, blockhash TEXT NOT NULL, block_time INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS accounts (
    address BLOB PRIMARY KEY, lamports INTEGER NOT NULL, owner BLOB NOT NULL, executable INTEGER NOT NULL,
    data BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS transactions (
    seq INTEGER PRIMARY KEY, signature BLOB NOT NULL UNIQUE, message_hash BLOB NOT NULL UNIQUE, slot INTEGER NOT NULL, block_time INTEGER NOT NULL,
    wire BLOB NOT NULL, error TEXT, memo TEXT, meta TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS transactions_by_slot ON transactions (slot);
  CREATE TABLE IF NOT EXISTS address_transactions (
    address BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (address, seq)) STRICT, WITHOUT ROWID;
`;

export type BlockRow = {
  readonly slot: number;
  readonly height: number;
  readonly blockhash: string;
  readonly blockTime: number;
};

export type TransactionRow = {
  readonly seq: number;
  readonly signature: Uint8Array;
  /** SHA-256 of the message. The same message signed again is the same transaction. */
  readonly messageHash: Uint8Array;
  readonly slot: number;
  /** Unix seconds. */
  readonly blockTime: number;
  readonly wire: Uint8Array;
  /** JSON of the transaction error, or `null` where the transaction succeeded. */
  readonly error: string | null;
  readonly memo: string | null;
  /** JSON of the status meta as `getTransaction` answers it, without the error. */
  readonly meta: string;
};

export type SignatureRow = Pick<TransactionRow, 'seq' | 'signature' | 'slot' | 'blockTime' | 'error' | 'memo'>;

export type AccountChange = { readonly address: Uint8Array; readonly state: AccountState | null };

export type Store = ReturnType<typeof openStore>;

/** Opens or creates the state file. Without a path the chain lives in memory. */
export function openStore(path: string | undefined) {
  const database = path === undefined ? new DatabaseSync(':memory:') : openAlone(path);
  database.exec(SCHEMA);
  const known = facts(database);
  const format = known.fact('format') ?? FORMAT;
  if (format !== FORMAT)
    throw new Error(
      `The state file ${path} has format ${format}, this chain writes ${FORMAT}: delete the file to start a new chain.`,
    );
  known.setFact('format', FORMAT);
  return {
    ...known,
    ...blocks(database),
    ...accounts(database),
    ...transactions(database),
    /** Applies all writes durably, or none of them. */
    atomically: (write: () => void): void => {
      database.exec('BEGIN');
      try {
        write();
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: (): void => database.close(),
  };
}

/** Opens the file for one process only. Two machines on one file would each overwrite the other's state. */
function openAlone(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(PRAGMAS);
    return database;
  } catch (error) {
    database.close();
    throw new Error(
      `The state file ${path} cannot be opened: stop the other local chain that uses it, or delete it if it is damaged.`,
      { cause: error },
    );
  }
}

function facts(database: DatabaseSync) {
  const read = database.prepare('SELECT value FROM facts WHERE name = ?');
  const write = database.prepare(
    'INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const readSeed = database.prepare('SELECT seed FROM development_keys WHERE name = ?');
  const writeSeed = database.prepare('INSERT INTO development_keys VALUES (?, ?)');
  return {
    fact: (name: string): string | undefined => read.get(name)?.['value'] as string | undefined,
    setFact: (name: string, value: string): void => void write.run(name, value),
    seed: (name: string): Uint8Array | undefined => readSeed.get(name)?.['seed'] as Uint8Array | undefined,
    setSeed: (name: string, seed: Uint8Array): void => void writeSeed.run(name, seed),
  };
}

function blocks(database: DatabaseSync) {
  const columns = 'slot, height, blockhash, block_time AS blockTime';
  const insert = database.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?)');
  const recent = database.prepare(`SELECT ${columns} FROM blocks ORDER BY slot DESC LIMIT ?`);
  const one = database.prepare(`SELECT ${columns} FROM blocks WHERE slot = ?`);
  const range = database.prepare('SELECT slot FROM blocks WHERE slot BETWEEN ? AND ? ORDER BY slot LIMIT ?');
  const first = database.prepare('SELECT min(slot) AS slot FROM blocks');
  const parent = database.prepare(`SELECT ${columns} FROM blocks WHERE slot < ? ORDER BY slot DESC LIMIT 1`);
  const prune = database.prepare(
    'DELETE FROM blocks WHERE slot = ? AND NOT EXISTS (SELECT 1 FROM transactions WHERE transactions.slot = blocks.slot)',
  );
  return {
    addBlock: (block: BlockRow): void => void insert.run(block.slot, block.height, block.blockhash, block.blockTime),
    /** Newest first. */
    recentBlocks: (limit: number) => recent.all(limit) as unknown as BlockRow[],
    block: (slot: number) => one.get(slot) as unknown as BlockRow | undefined,
    parentBlock: (slot: number) => parent.get(slot) as unknown as BlockRow | undefined,
    blockSlots: (from: number, to: number, limit: number) =>
      (range.all(from, to, limit) as unknown as BlockRow[]).map(({ slot }) => slot),
    firstBlockSlot: (): number => Number(first.get()?.['slot'] ?? 0),
    /** Deletes a block without transactions, so that the file of an idle chain does not grow. */
    pruneEmptyBlock: (slot: number): void => void prune.run(slot),
  };
}

function accounts(database: DatabaseSync) {
  const upsert = database.prepare(
    'INSERT INTO accounts VALUES (?, ?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET lamports = excluded.lamports, ' +
      'owner = excluded.owner, executable = excluded.executable, data = excluded.data',
  );
  const remove = database.prepare('DELETE FROM accounts WHERE address = ?');
  // Programs come last, because the machine loads a program as soon as its account is set and then needs the account
  // that contains the code.
  const all = database.prepare('SELECT * FROM accounts ORDER BY executable');
  all.setReadBigInts(true);
  return {
    saveAccount: ({ address, state }: AccountChange): void => {
      if (state === null) remove.run(address);
      else upsert.run(address, state.lamports, state.owner, state.executable ? 1 : 0, state.data);
    },
    *savedAccounts(): Generator<{ address: Uint8Array; state: AccountState }> {
      for (const row of all.iterate() as Iterable<Record<string, unknown>>) {
        const state = {
          lamports: row['lamports'] as bigint,
          owner: row['owner'] as Uint8Array,
          executable: row['executable'] === 1n,
          data: row['data'] as Uint8Array,
        };
        yield { address: row['address'] as Uint8Array, state };
      }
    },
  };
}

function transactions(database: DatabaseSync) {
  const light = 'seq, signature, slot, block_time AS blockTime, error, memo';
  const insert = database.prepare(
    'INSERT INTO transactions (signature, message_hash, slot, block_time, wire, error, memo, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const link = database.prepare('INSERT OR IGNORE INTO address_transactions VALUES (?, ?)');
  const one = database.prepare(
    `SELECT ${light}, message_hash AS messageHash, wire, meta FROM transactions WHERE signature = ?`,
  );
  const seen = database.prepare('SELECT 1 FROM transactions WHERE message_hash = ?');
  const status = database.prepare(`SELECT ${light} FROM transactions WHERE signature = ?`);
  const ofSlot = database.prepare(
    `SELECT ${light}, message_hash AS messageHash, wire, meta FROM transactions WHERE slot = ? ORDER BY seq`,
  );
  const since = database.prepare(`SELECT ${light} FROM transactions WHERE slot >= ?`);
  const count = database.prepare('SELECT max(seq) AS total FROM transactions');
  const ofAddress = database.prepare(
    'SELECT t.seq, t.signature, t.slot, t.block_time AS blockTime, t.error, t.memo FROM address_transactions a ' +
      'JOIN transactions t USING (seq) WHERE a.address = ? AND a.seq < ? AND a.seq > ? AND t.slot <= ? ORDER BY a.seq DESC LIMIT ?',
  );
  return {
    addTransaction: (row: Omit<TransactionRow, 'seq'>, addresses: readonly Uint8Array[]): void => {
      const { lastInsertRowid } = insert.run(
        row.signature,
        row.messageHash,
        row.slot,
        row.blockTime,
        row.wire,
        row.error,
        row.memo,
        row.meta,
      );
      for (const address of addresses) link.run(address, lastInsertRowid);
    },
    hasMessage: (messageHash: Uint8Array): boolean => seen.get(messageHash) !== undefined,
    transaction: (signature: Uint8Array) => one.get(signature) as unknown as TransactionRow | undefined,
    signatureRow: (signature: Uint8Array) => status.get(signature) as unknown as SignatureRow | undefined,
    transactionsOfSlot: (slot: number) => ofSlot.all(slot) as unknown as TransactionRow[],
    transactionsSince: (slot: number) => since.all(slot) as unknown as SignatureRow[],
    transactionCount: (): number => Number(count.get()?.['total'] ?? 0),
    /** Newest first, between the two sequence numbers, both exclusive. */
    signaturesOf: (address: Uint8Array, page: { before: number; until: number; maxSlot: number; limit: number }) =>
      ofAddress.all(address, page.before, page.until, page.maxSlot, page.limit) as unknown as SignatureRow[],
  };
}
