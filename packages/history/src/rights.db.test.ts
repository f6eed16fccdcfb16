import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { sql } from 'drizzle-orm';
import { anchorNow } from './testing/anchor-now.ts';
import { appendSampleReceipts, sampleReceipts } from './testing/append-sample-receipts.ts';
import { addAgent } from './testing/settled-work.ts';

const refused = { sqlState: '42501' };

describe('a written history', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    const did = await addAgent(database, 'ada');
    await appendSampleReceipts(database, sampleReceipts(did, 2));
    await anchorNow(database);
    await appendSampleReceipts(database, sampleReceipts(did, 1));
  });
  afterAll(() => database.close());

  it.each([
    ['app', sql`update work_histories set leaf_index = 9 where leaf_index is null`],
    ['app', sql`insert into history_nodes select 'heads', 0, 7, anchor_sequence, hash from history_nodes limit 1`],
    ['app', sql`update history_anchors set status = 'finalized'`],
    ['worker', sql`update work_histories set leaf_index = 9 where leaf_index is not null`],
    ['worker', sql`update history_anchors set receipts_root = '1'`],
    ['worker', sql`update history_anchors set status = 'built'`],
    ['worker', sql`update history_anchors set slot = 99`],
    ['worker', sql`delete from history_heads`],
    ['owner', sql`update work_histories set quality_bps = 0`],
    ['owner', sql`delete from work_histories`],
    ['owner', sql`truncate work_histories`],
    ['owner', sql`update history_heads set disputes = 0`],
    ['owner', sql`update history_anchors set previous = '1'`],
    ['owner', sql`update history_anchors set tx_signature = 'x'`],
    ['owner', sql`delete from history_anchors`],
  ] as const)('cannot be changed by the role %s (case %#)', async (role, change) => {
    await expect(database[role].orm.execute(change)).rejects.toMatchObject(refused);
  });

  it('gets the leaf index of a receipt from the worker once', async () => {
    const place = sql`update work_histories set leaf_index = 2 where sequence = 3`;
    await database.worker.orm.execute(place);
    await expect(database.worker.orm.execute(place)).rejects.toMatchObject(refused);
  });
});
