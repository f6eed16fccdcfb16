/**
 * How many settlements the consumer applies a second, beside TPC-B over the same PostgreSQL in the same run.
 * `node packages/reputation/bench/apply-throughput.ts [seconds=8] [writers=4] [agents=2000] [--durable]`
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from '@pos/database/connect.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { Pool } from 'pg';
import { CURRENT_MODEL } from '../src/model/models.ts';
import { applyEvidenceBatch } from '../src/store/apply-evidence.ts';
import { evidenceId, type NewEvidence } from '../src/store/settled-evidence.ts';
import { seededRandom } from './seeded-random.ts';
import { throwawayDatabase } from '@pos/database/testing/throwaway-database.ts';

const numbers = process.argv.slice(2).filter((argument) => !argument.startsWith('--')).map(Number);
const [seconds = 8, writers = 4, agents = 2_000] = numbers;
const durable = process.argv.includes('--durable');
const BATCH = 100;
const PAYERS_PER_AGENT = 20;
const PREPARED = 60 * seconds;

const bench = await throwawayDatabase({ durable });
const config = bench.configOf('registry_app');

/** Runs `work` on so many writers for so long; what a second of it did, and the median and worst turn in ms. */
async function measured(name: string, perTurn: number, work: (writer: number) => Promise<void>): Promise<number> {
  const turnsMs: number[] = [];
  const until = performance.now() + seconds * 1_000;
  const began = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (;;) {
        const start = performance.now();
        if (start > until) return;
        await work(writer);
        turnsMs.push(performance.now() - start);
      }
    }),
  );
  const rate = (turnsMs.length * perTurn) / ((performance.now() - began) / 1_000);
  const { user, system } = process.cpuUsage(cpu);
  const cpuUs = (user + system) / (turnsMs.length * perTurn);
  const sorted = turnsMs.toSorted((left, right) => left - right);
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1);
  console.log(`${name.padEnd(52)} ${Math.round(rate).toLocaleString('en').padStart(8)} /s   turn: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, Node ${cpuUs.toFixed(0)} µs of CPU each`);
  return rate;
}

const { uniform: random } = seededRandom(7);
const payers = Array.from({ length: agents }, () => Array.from({ length: PAYERS_PER_AGENT }, () => solanaAddress(encodeBase58(randomBytes(32)))));
const dids = Array.from({ length: agents }, (_, index) => sampleAgent(`bench-${index}`).did);
let clockMs = Date.parse('2026-03-10T12:00:00.000Z');

function settlement(agent: number): NewEvidence {
  clockMs += 1;
  const of = payers[agent] ?? [];
  const txSignature = transactionSignature(encodeBase58(randomBytes(64)));
  const payer = of[Math.floor(random() * of.length)];
  const did = dids[agent];
  if (payer === undefined || did === undefined) throw new RangeError(`There is no agent ${agent}.`);
  return {
    eventId: evidenceId('implicit', SOLANA_DEVNET, txSignature),
    did, payer, kind: 'implicit', outcome: 1, usdMicro: usdcAtomic(250_000n), settlementId: randomUUID(), network: SOLANA_DEVNET,
    txSignature, slot: 7n, occurredAt: new Date(clockMs),
  };
}

const alike = (): number => Math.floor(random() * agents);
/** Zipf-like: half of all payments go to 3 % of the agents. */
const skewed = (): number => Math.floor(agents * random() ** 5);
/** One agent takes every second payment, of everybody's batches. */
const hot = (): number => (random() < 0.5 ? 0 : alike());

async function tpcB(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    const [account, teller, delta] = [Math.floor(random() * 100_000), Math.floor(random() * 10), Math.floor(random() * 1_000)];
    await client.query('begin');
    await client.query({ name: 'a', text: 'update tpcb_accounts set balance = balance + $1 where id = $2', values: [delta, account] });
    await client.query({ name: 's', text: 'select balance from tpcb_accounts where id = $1', values: [account] });
    await client.query({ name: 't', text: 'update tpcb_tellers set balance = balance + $1 where id = $2', values: [delta, teller] });
    await client.query({ name: 'b', text: 'update tpcb_branches set balance = balance + $1 where id = 0', values: [delta] });
    await client.query({ name: 'h', text: 'insert into tpcb_history values ($1, 0, $2, $3, now())', values: [teller, account, delta] });
    await client.query('commit');
  } finally {
    client.release();
  }
}

const database = connect({ ...config, poolMax: writers });
const pool = new Pool({ host: config.host, port: config.port, database: 'bench', user: 'registry_owner', password: 'owner', max: writers });
// The server may be gone before a connection is: at the end that is nobody's concern.
pool.on('error', () => undefined);
try {
  await pool.query(`create table tpcb_accounts (id int primary key, balance int not null, filler char(84));
    create table tpcb_tellers (id int primary key, balance int not null); create table tpcb_branches (id int primary key, balance int not null);
    create table tpcb_history (tid int, bid int, aid int, delta int, at timestamptz);
    insert into tpcb_accounts select n, 0, '' from generate_series(0, 99999) n;
    insert into tpcb_tellers select n, 0 from generate_series(0, 9) n; insert into tpcb_branches values (0, 0)`);
  for (let start = 0; start < agents; start += 500)
    await database.orm.insert(agentProfiles).values(dids.slice(start, start + 500).map((_, index) => sampleAgent(`bench-${start + index}`)));
  // Made beforehand: neither signatures nor addresses are the consumer's to make.
  const batches = new Map<() => number, NewEvidence[][]>();
  const apply = (pick: () => number) => async () => {
    const evidence = batches.get(pick)?.pop() ?? Array.from({ length: BATCH }, () => settlement(pick()));
    await applyEvidenceBatch(database, evidence, { now: new Date(clockMs), newId: randomUUID, model: CURRENT_MODEL });
  };
  console.log(`${writers} writers, ${agents} agents, batches of ${BATCH}, ${durable ? 'durable' : 'fsync off'}`);
  const reference = await measured('TPC-B, one transaction each (raw pg, prepared)', 1, () => tpcB(pool));
  for (const [name, pick] of [['settlements, agents alike', alike], ['settlements, agents skewed', skewed], ['settlements, one agent in all batches', hot]] as const) {
    batches.set(pick, Array.from({ length: PREPARED }, () => Array.from({ length: BATCH }, () => settlement(pick()))).toReversed());
    const rate = await measured(name, BATCH, apply(pick));
    const { rows } = await pool.query<{ deadlocks: string }>('select deadlocks from pg_stat_database where datname = current_database()');
    console.log(`${' '.repeat(52)} ${(rate / reference).toFixed(1).padStart(8)} × TPC-B   deadlocks so far: ${rows[0]?.deadlocks}`);
  }
} finally {
  await pool.end();
  await database.close();
  await bench.stop();
}
