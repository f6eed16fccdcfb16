import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql, type SQL } from 'drizzle-orm';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

/** Queries that will meet large tables, each with the index that has to serve it without a sort. */
const QUERIES: readonly (readonly [string, SQL])[] = [
  ['agent_profiles_search_trigram', sql`select did from agent_profiles where search_text like '%audit%'`],
  ['agent_profiles_search_trigram', sql`select did from agent_profiles where 'audit' <% search_text`],
  ['agent_profiles_skills', sql`select did from agent_profiles where skills @> array['audit']`],
  ['agent_profiles_newest', sql`select did from agent_profiles order by created_at desc, did limit 20`],
  ['capabilities_detail', sql`select agent_did from capabilities where detail @> '{"languages": ["rust"]}'`],
  [
    'reputation_scores_ranking',
    sql`select did from reputation_scores where score_bps <= 9000 and (score_bps < 9000 or did > 'did:x') order by score_bps desc, did limit 20`,
  ],
  [
    'settlements_agent',
    sql`select id from settlements where agent_did = 'did:x' and id < gen_random_uuid() order by id desc limit 20`,
  ],
  [
    'settlements_unfinished',
    sql`select id from settlements where status in ('reserved', 'sent', 'pending', 'confirmed') order by id limit 100`,
  ],
  ['settlements_artefact', sql`select id from settlements where network = 'n' and scheme = 'exact' and artefact = 'a'`],
  ['settlements_signature', sql`select id from settlements where network = 'n' and tx_signature in ('a', 'b')`],
  ['outbox_unpublished', sql`select id from outbox where published_at is null order by id limit 100`],
  ['reputation_evidence_pair', sql`select event_id from reputation_evidence where did = 'a' and payer = 'b'`],
  [
    'reputation_evidence_subject',
    sql`select did from reputation_evidence where network = 'n' and tx_signature = 's' and kind <> 'implicit'`,
  ],
  [
    'reputation_evidence_settlement',
    sql`select kind from reputation_evidence where settlement_id = gen_random_uuid() and kind in ('adjudicated', 'reversed')`,
  ],
  [
    'reputation_evidence_pkey',
    sql`select event_id from reputation_evidence where event_id in (gen_random_uuid(), gen_random_uuid())`,
  ],
  [
    'reputation_scores_epoch',
    sql`select did from reputation_scores where epoch < 7 and (epoch, did) > (3, 'a') order by epoch, did limit 1000`,
  ],
  [
    'reputation_scores_ranking',
    sql`select did from reputation_scores where score_bps >= 9000 order by score_bps, did desc limit 3`,
  ],
  ['Tid Range Scan', sql`select count(*) from reputation_pairs where ctid >= '(0,0)'::tid and ctid < '(2000,0)'::tid`],
  [
    'reputation_pairs_did_payer_pk',
    sql`select state from reputation_pairs where did = 'a' and payer > 'b' order by payer limit 20000`,
  ],
  [
    'pair_credibility_epoch_did_payer_pk',
    sql`select did, payer from pair_credibility where epoch = 7 and (did, payer) > ('a', 'b') order by epoch, did, payer offset 19999 limit 1`,
  ],
  ['payer_credibility_epoch_payer_pk', sql`select credibility from payer_credibility where epoch = 7 and payer = 'p'`],
  ['work_histories_unplaced', sql`select did from work_histories where leaf_index is null order by entry limit 250`],
  [
    'work_histories_job',
    sql`select outcome from work_histories where (settlement_id in (gen_random_uuid()) and outcome <> 'reversed') or (settlement_id in (gen_random_uuid()) and outcome = 'reversed')`,
  ],
  [
    'history_heads_did_anchor_sequence_pk',
    sql`select head from history_heads where did = 'a' and anchor_sequence <= 7 order by anchor_sequence desc limit 1`,
  ],
  ['history_heads_anchor', sql`select head from history_heads where anchor_sequence = 7`],
  [
    'history_nodes_tree_level_place_anchor_sequence_pk',
    sql`select hash from history_nodes where tree = 'heads' and level = 3 and place = 1 and anchor_sequence <= 7 order by anchor_sequence desc limit 1`,
  ],
  ['history_nodes_anchor', sql`select hash from history_nodes where anchor_sequence = 7`],
  [
    'reputation_events_did_sequence_pk',
    sql`select hash from reputation_events where did = 'a' and sequence < 5 order by sequence desc limit 100`,
  ],
  [
    'reputation_events_did_sequence_pk',
    sql`select hash from reputation_events where did = 'a' and sequence > 5 order by sequence limit 100`,
  ],
];

describe('query plans', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  it.each(QUERIES)('use %s', async (index, query) => {
    const plan = await database.app.transaction(async (tx) => {
      // The tables are empty: without this a scan of nothing would win.
      await tx.execute(sql`set local enable_seqscan = off`);
      await tx.execute(sql`set local enable_sort = off`);
      const { rows } = await tx.execute<{ 'QUERY PLAN': string }>(sql`explain ${query}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toContain(index);
    expect(plan).not.toContain('Sort');
  });
});
