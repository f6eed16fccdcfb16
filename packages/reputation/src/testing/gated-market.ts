import { connect } from '@pos/database/connect.ts';
import type { TestDatabase } from '@pos/database/testing/test-database.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { sql } from 'drizzle-orm';

/**
 * Where a pass is held: at the n-th statement on a table, or at the n-th that writes a row for which `leaves` holds.
 */
export interface Gate {
  readonly table: 'credibility_epochs' | 'pair_credibility' | 'reputation_scores';
  readonly on: 'insert' | 'update';
  readonly leaves?: string;
  readonly turn: number;
}

const GATE = 77_001;

/**
 * Makes the n-th such statement wait inside its transaction while the gate is shut. `reached` tells whether a statement
 * waits. The gate is a lock of this connection, so it opens when the test ends.
 */
export async function shutGate({ owner, adminConfig, name }: TestDatabase, { table, on, leaves, turn }: Gate) {
  const waiting = sql`from pg_locks where locktype = 'advisory' and objid = ${GATE} and not granted and database = (select oid from pg_database where datname = current_database())`;
  await owner.orm.execute(sql`create sequence gate_turns`);
  await owner.orm.execute(
    sql.raw(`create function wait_at_gate() returns trigger language plpgsql as $$ begin
    if nextval('gate_turns') = ${turn} then perform pg_advisory_xact_lock(${GATE}); end if; return new; end $$`),
  );
  const each =
    leaves === undefined
      ? `after ${on} on ${table} for each statement`
      : `before ${on} on ${table} for each row when (${leaves})`;
  await owner.orm.execute(sql.raw(`create trigger gate ${each} execute function wait_at_gate()`));
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const shut = Promise.withResolvers<void>();
  const held = owner.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${GATE})`);
    shut.resolve();
    await opened;
  });
  await shut.promise;
  return {
    reached: async (): Promise<boolean> => {
      const { rows } = await owner.orm.execute(sql`select 1 ${waiting}`);
      return rows.length > 0;
    },
    /**
     * Terminates the waiting session. PostgreSQL undoes its last statement, as if the network had failed before the
     * client died.
     */
    cut: async (): Promise<void> => {
      const admin = connect({ ...adminConfig, database: name });
      await admin.orm.execute(sql`select pg_terminate_backend(pid) ${waiting}`);
      await admin.close();
    },
    /** Opens the gate for good. */
    open: async (): Promise<void> => {
      open();
      await held;
      await owner.orm.execute(sql.raw(`drop trigger gate on ${table}`));
      await owner.orm.execute(sql`drop function wait_at_gate; drop sequence gate_turns`);
    },
  };
}

const AGENTS = 210;
const PAYERS = 300;
const PAIRS = 40 * AGENTS;

export const walletOf = (number: number): string =>
  encodeBase58(new Uint8Array(32).fill(1 + (number % 200), 0, 31).fill(number % 256, 31));

/**
 * Makes a market that depends on its arguments alone. It has more results than one statement stores and more agents
 * than one turn moves.
 */
export async function makeMarket(
  { owner }: TestDatabase,
  modelVersion: string,
  stateLength: number,
  scoreLength: number,
  at: Date,
): Promise<void> {
  await owner.orm
    .execute(sql`insert into reputation_pairs (did, payer, model_version, state, last_event_at, last_event_id)
    select 'did:web:agent-' || n % ${AGENTS}::int || '.example',
      (${`{${Array.from({ length: PAYERS }, (_, number) => walletOf(number)).join(',')}}`}::text[])[
        1 + (n % ${AGENTS}::int * 17 + (n / ${AGENTS}::int) * (n / ${AGENTS}::int) * 3 + n / ${AGENTS}::int) % ${PAYERS}::int],
      ${modelVersion}, array[3, 0.004 + (n % 13) * 0.003, (n % 5) * 0.0004]::float8[] || array_fill(0.05::float8, array[${stateLength}::int - 3]),
      ${at}::timestamptz - (n % 40) * interval '7 hours', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid
    from generate_series(0, ${PAIRS}::int - 1) n on conflict do nothing`);
  await owner.orm
    .execute(sql`insert into reputation_scores (did, model_version, score_bps, mean_bps, low_bps, high_bps, evidence, state, as_of)
    select distinct did, ${modelVersion}, 2000, 2000, 1000, 3000, 1, array_fill(0::float8, array[${scoreLength}::int]), ${at}::timestamptz from reputation_pairs`);
}
