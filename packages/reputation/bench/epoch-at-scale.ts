/**
 * Measures an epoch over a database of many pairs. It times each step, the rate at which agents move to the epoch, and
 * the removal of old results. A second epoch a day later, without new payments, shows how many results stay equal.
 *
 * `node packages/reputation/bench/epoch-at-scale.ts [pairs=1000000] [agents=20000] [payers=50000]`
 */
import { randomUUID } from 'node:crypto';
import { connect } from '@pos/database/connect.ts';
import { sql } from 'drizzle-orm';
import { agentLayout } from '../src/domain/agent-row.ts';
import { emptyPair } from '../src/domain/pair-row.ts';
import { requestEpoch } from '../src/epochs/epoch-rows.ts';
import { forgetEpochs } from '../src/epochs/forget-epochs.ts';
import { rollAgents } from '../src/epochs/roll-agents.ts';
import { runEpoch } from '../src/epochs/run-epoch.ts';
import { CURRENT_MODEL } from '../src/model/models.ts';
import { pairState } from '../src/store/row-states.ts';
import { throwawayDatabase } from '@pos/database/testing/throwaway-database.ts';

const [pairs = 1_000_000, agents = 20_000, payers = 50_000] = process.argv.slice(2).map(Number);
const ROLLING_MS = 20_000;

const bench = await throwawayDatabase({ durable: false });
const owner = connect({ ...bench.configOf('registry_owner'), queryTimeoutMs: 900_000 });
const worker = connect({ ...bench.configOf('registry_worker'), poolMax: 4 });
const now = new Date('2026-03-10T12:00:00.000Z');
const began = performance.now();
let daysMs = 0;
const clock = { now: () => new Date(now.getTime() + daysMs + performance.now() - began) };

async function timed<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const startedMs = performance.now();
  const value = await work();
  console.log(
    `${what.padEnd(44)} ${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(7)} s   ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB resident at most`,
  );
  return value;
}

try {
  const rest = pairState(emptyPair(CURRENT_MODEL)).length - 3;
  await timed(`${pairs.toLocaleString('en')} pairs of ${agents.toLocaleString('en')} agents are made`, async () => {
    await owner.orm
      .execute(sql`insert into reputation_pairs (did, payer, model_version, state, last_event_at, last_event_id)
      select 'did:web:agent-' || lpad((n % ${agents})::text, 9, '0') || '.example',
        rpad('payer' || (floor(${payers} * pow(random(), 2)))::int, 44, 'x'), ${CURRENT_MODEL.version},
        array[5, random() * 2, random() * 0.1]::float8[] || array_fill(0.1::float8, array[${rest}::int]), ${now}::timestamptz, gen_random_uuid()
      from generate_series(1, ${pairs}) n on conflict do nothing`);
    await owner.orm
      .execute(sql`insert into reputation_scores (did, model_version, score_bps, mean_bps, low_bps, high_bps, evidence, state, as_of)
      select distinct did, ${CURRENT_MODEL.version}, 5000, 5000, 4000, 6000, 1,
        array[${now.getTime()}::float8, 1] || array_fill(0::float8, array[${agentLayout(CURRENT_MODEL).length}::int]), ${now}::timestamptz from reputation_pairs`);
    await owner.orm.execute(sql`insert into trust_seeds (payer, kind, since)
      select distinct payer, 'attested', '2020-01-01'::timestamptz from reputation_pairs where payer like 'payer%00xx%'`);
    await owner.orm.execute(sql`analyze`);
  });
  for (const turn of ['first', 'second'] as const) {
    await requestEpoch(owner);
    const figures = await timed(`${turn} epoch: read, pass, write, publish`, () =>
      runEpoch({ database: worker, clock, newId: randomUUID, model: CURRENT_MODEL, trustSeeds: [] }),
    );
    console.log(`  ${JSON.stringify(figures)}`);
    const rolled = await timed(`${turn} epoch: agents follow for ${ROLLING_MS / 1_000} s`, () =>
      rollAgents(
        worker,
        { now: clock.now(), newId: randomUUID, model: CURRENT_MODEL },
        AbortSignal.timeout(ROLLING_MS),
      ),
    );
    console.log(`  ${JSON.stringify(rolled)}`);
    daysMs += 86_400_000;
  }
  const { rows: same } = await owner.orm.execute(sql`
    select 'payers' as of, count(*)::int as results, (count(*) filter (where one.credibility = other.credibility))::int as unchanged
      from payer_credibility one join payer_credibility other using (payer) where one.epoch = 1 and other.epoch = 2
    union all select 'pairs', count(*)::int, (count(*) filter (where one.credibility = other.credibility))::int
      from pair_credibility one join pair_credibility other using (did, payer) where one.epoch = 1 and other.epoch = 2`);
  console.log(`results of both epochs: ${JSON.stringify(same)}`);
  await owner.orm.execute(sql`update reputation_scores set epoch = 2`);
  await requestEpoch(owner);
  await owner.orm.execute(
    sql`update credibility_epochs set status = 'published', as_of = ${clock.now()}, published_at = ${clock.now()} where status = 'requested'`,
  );
  console.log(
    `  ${JSON.stringify(await timed('the first epoch is forgotten', () => forgetEpochs(worker, clock.now())))}`,
  );
} finally {
  await owner.close();
  await worker.close();
  await bench.stop();
}
