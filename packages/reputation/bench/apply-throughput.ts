/**
 * Measures how many settlements the consumer applies per second, and compares it with TPC-B on the same PostgreSQL in
 * the same run. TPC-B runs under pgbench, if the machine has it, and under the driver that the consumer uses. Rates
 * depend on the load of the machine; processor time hardly depends on it.
 *
 * `node packages/reputation/bench/apply-throughput.ts [seconds=8] [writers=4, or 2,4,8] [agents=2000] [--durable]`
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from '@pos/database/connect.ts';
import type { Database } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { sampleAgent, sampleSettlement } from '@pos/database/testing/sample-rows.ts';
import { throwawayDatabase } from '@pos/database/testing/throwaway-database.ts';
import { ASSETS } from '@pos/vocabulary/asset.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { Pool } from 'pg';
import { apply, type SettlementRecord } from '../src/consumers/apply-settlement.ts';
import { CURRENT_MODEL } from '../src/model/models.ts';
import { applyEvidenceBatch } from '../src/store/apply-evidence.ts';
import { evidenceId, type NewEvidence } from '../src/store/settled-evidence.ts';
import { expense, postgresBetween } from './expense.ts';
import { seededRandom } from './seeded-random.ts';
import { pgbench, TPC_B_TABLES, tpcB } from './tpc-b.ts';

const [secondsText = '8', writersText = '4', agentsText = '2000'] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'));
const [seconds, agents, writerCounts] = [Number(secondsText), Number(agentsText), writersText.split(',').map(Number)];
const durable = process.argv.includes('--durable');
const BATCH = 100;
const PAYERS_PER_AGENT = 20;
const PREPARED_BATCHES = 60 * seconds;
const WARM_UP_MS = 500;
const USDC = ASSETS[SOLANA_DEVNET].find(({ symbol }) => symbol === 'USDC')?.mint ?? solanaAddress('');
const PAYEE = sampleAgent('payee').payTo;
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const bench = await throwawayDatabase({ durable });
const config = bench.configOf('registry_app');
const { uniform: random } = seededRandom(7);
const payers = Array.from({ length: agents }, () =>
  Array.from({ length: PAYERS_PER_AGENT }, () => solanaAddress(encodeBase58(randomBytes(32)))),
);
const dids = Array.from({ length: agents }, (_, index) => sampleAgent(`bench-${index}`).did);
let clockMs = Date.parse('2026-03-10T12:00:00.000Z');

/** A settlement for an agent. `crowd` numbers the group of payers that it is drawn from. */
function settlement({ agent, crowd = agent }: Picked): NewEvidence {
  clockMs += 1;
  const of = payers[crowd] ?? [];
  const txSignature = transactionSignature(encodeBase58(randomBytes(64)));
  const payer = of[Math.floor(random() * of.length)];
  const did = dids[agent];
  if (payer === undefined || did === undefined) throw new RangeError(`There is no agent ${agent}.`);
  return {
    eventId: evidenceId('implicit', SOLANA_DEVNET, txSignature),
    did,
    payer,
    kind: 'implicit',
    outcome: 1,
    usdMicro: usdcAtomic(250_000n),
    settlementId: randomUUID(),
    network: SOLANA_DEVNET,
    txSignature,
    slot: 7n,
    occurredAt: new Date(clockMs),
  };
}

interface Picked {
  readonly agent: number;
  readonly crowd?: number;
}
type Pick = (writer: number, writers: number) => Picked;

const alike: Pick = () => ({ agent: Math.floor(random() * agents) });
const apart: Pick = (writer, writers) => ({ agent: writer + writers * Math.floor((random() * agents) / writers) });

const CASES: readonly (readonly [string, Pick])[] = [
  ['agents alike', alike],
  // Half of all payments go to 3 % of the agents.
  ['agents skewed', () => ({ agent: Math.floor(agents * random() ** 5) })],
  // One agent takes every second payment of all batches: either from all payers, or from its own twenty payers, whose
  // pairs all writers then change concurrently.
  [
    'one agent whom everybody pays',
    () => (random() < 0.5 ? { agent: 0, crowd: Math.floor(random() * agents) } : alike(0, 1)),
  ],
  ['one agent whom twenty pay', () => (random() < 0.5 ? { agent: 0 } : alike(0, 1))],
  ['agents of one writer each', apart],
];

/** The record that the consumer gets about a settlement of the registry, whose row it looks up. */
const recordOf = ({ did, payer, txSignature, settlementId, occurredAt, usdMicro }: NewEvidence): SettlementRecord => {
  const eventId = randomUUID();
  const detail = {
    eventId,
    settlementId,
    did,
    network: SOLANA_DEVNET,
    asset: USDC,
    amount: usdMicro,
    payer,
    payTo: PAYEE,
    txSignature,
    slot: 7n,
    occurredAt,
  };
  return {
    recordId: eventId,
    eventId,
    source: 'pos.x402',
    time: occurredAt,
    event: 'settlement-confirmed',
    detail: detail as SettlementRecord['detail'],
  };
};

async function storeSettlements(database: Database, batch: readonly NewEvidence[]): Promise<void> {
  await database.orm.insert(settlements).values(
    batch.map(({ did, payer, txSignature, settlementId, occurredAt, usdMicro }) => ({
      ...sampleSettlement(settlementId ?? '', settlementId ?? ''),
      status: 'confirmed' as const,
      agentDid: did,
      asset: USDC,
      amountAtomic: usdMicro,
      payer,
      payTo: PAYEE,
      txSignature: txSignature ?? null,
      slot: 7n,
      confirmedAt: occurredAt,
    })),
  );
}

const batchOf = (pick: Pick, writer: number, writers: number) =>
  Array.from({ length: BATCH }, () => settlement(pick(writer, writers)));

/** Runs `work` on this many writers until the deadline. Returns the duration of each turn in ms. */
async function turns(
  writers: number,
  untilMs: number,
  work: (writer: number) => Promise<void>,
): Promise<readonly number[]> {
  const taken: number[] = [];
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let start = performance.now(); start < untilMs; start = performance.now()) {
        await work(writer);
        taken.push(performance.now() - start);
      }
    }),
  );
  return taken.toSorted((left, right) => left - right);
}

/** Measures `work` after a warm-up: units a second, and processor time a unit. */
async function measured(admin: Pool, writers: number, perTurn: number, work: (writer: number) => Promise<void>) {
  await turns(writers, performance.now() + WARM_UP_MS, work);
  const before = await expense(admin);
  const began = performance.now();
  const taken = await turns(writers, began + seconds * 1_000, work);
  const pieces = taken.length * perTurn;
  const rate = pieces / ((performance.now() - began) / 1_000);
  const after = await expense(admin);
  const [nodeUs, postgresUs] = [(after.nodeUs - before.nodeUs) / pieces, postgresBetween(before, after) / pieces];
  const logged = (after.walBytes - before.walBytes) / pieces;
  const at = (part: number): string => `${(taken[Math.floor(part * (taken.length - 1))] ?? 0).toFixed(1)} ms`;
  return {
    rate,
    eachUs: nodeUs + postgresUs,
    taken: `turn ${at(0.5)}, 99 % ${at(0.99)}; ${nodeUs.toFixed(0)} µs of Node, ${postgresUs.toFixed(0)} µs of PostgreSQL, ${logged.toFixed(0)} B of log each`,
  };
}

const line = (name: string, rate: number | undefined, more = ''): void =>
  console.log(
    `  ${name.padEnd(44)} ${rate === undefined ? '       –' : Math.round(rate).toLocaleString('en').padStart(8)} /s   ${more}`,
  );

/** Counts the statements in the transactions of a database. */
function counting(database: Database): { readonly database: Database; taken(): number } {
  let statements = 0;
  const counted: Database = {
    ...database,
    transaction: (work, options) =>
      database.transaction((tx) => {
        const execute: typeof tx.execute = (query) => ((statements += 1), tx.execute(query));
        return work(Object.assign(Object.create(tx) as typeof tx, { execute }));
      }, options),
  };
  return { database: counted, taken: () => statements };
}

async function fill(database: Database, owner: Pool): Promise<void> {
  await owner.query(TPC_B_TABLES);
  for (let start = 0; start < agents; start += 500)
    await database.orm
      .insert(agentProfiles)
      .values(dids.slice(start, start + 500).map((_, index) => sampleAgent(`bench-${start + index}`)));
  // Every second payer has credibility in a published epoch, so that credibility has to be read.
  await owner.query(`insert into credibility_epochs (status, as_of, published_at) values ('published', now(), now())`);
  await owner.query(
    `insert into payer_credibility select e.id, p, 0.5 from credibility_epochs e, unnest($1::text[]) p`,
    [payers.flat().filter((_, index) => index % 2 === 0)],
  );
}

async function compare(writers: number, owner: Pool, admin: Pool): Promise<void> {
  const database = connect({ ...config, poolMax: writers });
  try {
    console.log(`${writers} writers, ${agents} agents, batches of ${BATCH}, ${durable ? 'durable' : 'fsync off'}`);
    const reference = await pgbench(bench.admin, admin, writers, seconds);
    line(
      'TPC-B by pgbench',
      reference?.rate,
      reference && `${reference.eachUs.toFixed(0)} µs of pgbench and PostgreSQL each`,
    );
    const own = await measured(admin, writers, 1, () => tpcB(owner, random));
    line('TPC-B by the consumer’s driver', own.rate, own.taken);
    for (const [name, pick] of CASES) {
      // Prepared in advance, because the consumer does not create signatures and addresses. All writers share one
      // queue, unless each has agents of its own.
      const prepared = Array.from({ length: PREPARED_BATCHES }, (_, turn) =>
        batchOf(pick, turn % writers, writers),
      ).toReversed();
      const queues = Array.from({ length: writers }, (_, writer) =>
        pick === apart
          ? prepared.filter((_batch, turn) => (PREPARED_BATCHES - 1 - turn) % writers === writer)
          : prepared,
      );
      const { database: counted, taken: statements } = counting(database);
      let batches = 0;
      const { rate, eachUs, taken } = await measured(admin, writers, BATCH, async (writer) => {
        batches += 1;
        const evidence = queues[writer]?.pop() ?? batchOf(pick, writer, writers);
        await applyEvidenceBatch(counted, evidence, {
          now: new Date(clockMs),
          newId: randomUUID,
          model: CURRENT_MODEL,
        });
      });
      line(`settlements, ${name}`, rate, taken);
      const toPgbench =
        reference === undefined
          ? ''
          : `${(rate / reference.rate).toFixed(2)} × pgbench by rate, ${(reference.eachUs / eachUs).toFixed(2)} × by processor time; `;
      console.log(
        `${' '.repeat(59)}${toPgbench}${(rate / own.rate).toFixed(2)} × the driver’s; two cores hold ${Math.round(2e6 / eachUs).toLocaleString('en')} /s; ${(statements() / batches).toFixed(1)} statements a batch`,
      );
    }
    const prepared = Array.from({ length: PREPARED_BATCHES }, () => batchOf(alike, 0, 1)).toReversed();
    for (const batch of prepared) await storeSettlements(database, batch);
    const consumer = apply({
      database,
      solana: { network: SOLANA_DEVNET },
      clock: { now: () => new Date(clockMs) },
      log: SILENT,
      newId: randomUUID,
    } as unknown as Parameters<typeof apply>[0]);
    const { rate, taken } = await measured(admin, writers, BATCH, async () => {
      const batch = prepared.pop();
      if (batch === undefined)
        throw new RangeError('The prepared settlements are used up: measure for longer, so that more are made');
      await consumer.handle(batch.map(recordOf));
    });
    line('records of own settlements, agents alike', rate, taken);
  } finally {
    await database.close();
  }
}

const poolOf = (user: 'registry_owner' | 'postgres', max: number): Pool => {
  const { host, port, database, auth } = user === 'postgres' ? bench.admin : bench.configOf(user);
  const pool = new Pool({ host, port, database, user, password: auth.kind === 'password' ? auth.password : '', max });
  // The server may stop before a connection closes, which is harmless at the end.
  return pool.on('error', () => undefined);
};
const [owner, admin] = [poolOf('registry_owner', Math.max(...writerCounts)), poolOf('postgres', 1)];
try {
  const database = connect(config);
  await fill(database, owner);
  await database.close();
  for (const writers of writerCounts) await compare(writers, owner, admin);
  const { rows } = await admin.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  console.log(`deadlocks: ${rows[0]?.deadlocks}`);
} finally {
  await Promise.all([owner.end(), admin.end()]);
  await bench.stop();
}
