/**
 * What an epoch takes over a database of many pairs: reading the graph, the pass, writing what it found, and moving the
 * agents to it, twice; the second time little has changed.
 * `node packages/reputation/bench/epoch-at-scale.ts [pairs=1000000] [agents=20000] [payers=50000]`
 */
import { randomUUID } from 'node:crypto';
import { connect } from '@pos/database/connect.ts';
import { sql } from 'drizzle-orm';
import { agentLayout } from '../src/domain/agent-row.ts';
import { emptyPair } from '../src/domain/pair-row.ts';
import { requestEpoch } from '../src/epochs/epoch-rows.ts';
import { rollAgents } from '../src/epochs/roll-agents.ts';
import { runEpoch } from '../src/epochs/run-epoch.ts';
import { CURRENT_MODEL } from '../src/model/models.ts';
import { pairState } from '../src/store/row-states.ts';
import { throwawayDatabase } from '@pos/database/testing/throwaway-database.ts';

const [pairs = 1_000_000, agents = 20_000, payers = 50_000] = process.argv.slice(2).map(Number);
const ROLLED_AGENTS = 5_000;

const bench = await throwawayDatabase({ durable: false });
const owner = connect({ ...bench.configOf('registry_owner'), queryTimeoutMs: 900_000 });
const worker = connect({ ...bench.configOf('registry_worker'), poolMax: 4 });
const now = new Date('2026-03-10T12:00:00.000Z');
let nowMs = now.getTime();
const clock = { now: () => new Date(nowMs) };

async function timed<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const began = performance.now();
  const value = await work();
  console.log(`${what.padEnd(44)} ${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s   ${(process.memoryUsage().rss / 1e9).toFixed(2)} GB resident`);
  return value;
}

try {
  const rest = pairState(emptyPair(CURRENT_MODEL)).length - 3;
  await timed(`${pairs.toLocaleString('en')} pairs of ${agents.toLocaleString('en')} agents are made`, async () => {
    await owner.orm.execute(sql`insert into reputation_pairs (did, payer, model_version, state, last_event_at, last_event_id)
      select 'did:web:agent-' || lpad((n % ${agents})::text, 9, '0') || '.example',
        rpad('payer' || (floor(${payers} * pow(random(), 2)))::int, 44, 'x'), ${CURRENT_MODEL.version},
        array[5, random() * 2, random() * 0.1]::float8[] || array_fill(0.1::float8, array[${rest}::int]), ${now}::timestamptz, gen_random_uuid()
      from generate_series(1, ${pairs}) n on conflict do nothing`);
    await owner.orm.execute(sql`insert into reputation_scores (did, model_version, score_bps, mean_bps, low_bps, high_bps, evidence, state, as_of)
      select distinct did, ${CURRENT_MODEL.version}, 5000, 5000, 4000, 6000, 1,
        array[${nowMs}::float8, 1] || array_fill(0::float8, array[${agentLayout(CURRENT_MODEL).length}::int]), ${now}::timestamptz from reputation_pairs`);
    await owner.orm.execute(sql`insert into credibility_anchors (payer, kind, since)
      select distinct payer, 'attested', '2020-01-01'::timestamptz from reputation_pairs where payer like 'payer%00xx%'`);
    await owner.orm.execute(sql`analyze`);
  });
  for (const turn of ['first', 'second'] as const) {
    await requestEpoch(owner);
    const figures = await timed(`${turn} epoch: read, pass, write, publish`, () => runEpoch({ database: worker, clock, newId: randomUUID, model: CURRENT_MODEL, anchors: [] }));
    console.log(`  ${JSON.stringify(figures)}`);
    const rolled = await timed(`${turn} epoch: ${ROLLED_AGENTS.toLocaleString('en')} agents follow`, async () => {
      let [moved, rebuilt] = [0, 0];
      while (moved < ROLLED_AGENTS) {
        const turned = await rollAgents(worker, { now: clock.now(), newId: randomUUID, model: CURRENT_MODEL });
        [moved, rebuilt] = [moved + turned.moved, rebuilt + turned.rebuilt];
        if (turned.moved === 0) break;
      }
      return { moved, rebuilt };
    });
    console.log(`  ${JSON.stringify(rolled)}`);
    nowMs += 86_400_000;
  }
} finally {
  await owner.close();
  await worker.close();
  await bench.stop();
}
