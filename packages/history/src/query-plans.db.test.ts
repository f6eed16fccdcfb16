import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planFaults, type PlanCase } from '@pos/database/testing/sent-statements.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { fieldElement } from '@pos/vocabulary/field-element.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { anchorOnChain, anchorsOnChain } from './store/anchors.ts';
import { openHistory } from './store/openings.ts';
import { anchorNow } from './testing/anchor-now.ts';
import { appendSampleReceipts, sampleReceipts } from './testing/append-sample-receipts.ts';
import { addAgent } from './testing/settled-work.ts';

let database: TestDatabase;
let agent: Did;
beforeAll(async () => {
  database = await testDatabase();
  agent = await addAgent(database, 'ada');
  await appendSampleReceipts(database, sampleReceipts(agent, 3));
  await anchorNow(database);
});
afterAll(() => database.close());

const CASES: Readonly<Record<string, PlanCase>> = {
  'appendReceipts finds earlier receipts of a job by its settlement': {
    run: async () => {
      const settlementId = randomUUID();
      await appendSampleReceipts(database, [{ did: agent, settlementId, valueAtomic: usdcAtomic(9_000n) }]);
      await appendSampleReceipts(database, [
        { did: agent, settlementId, outcome: 'reversed', valueAtomic: usdcAtomic(9_000n) },
      ]);
    },
    indexes: ['work_histories_job|work_histories_reversal', 'history_accumulators_pkey'],
  },
  'buildAnchor reads unplaced receipts in their order and the newest nodes of its paths': {
    run: async () => {
      await appendSampleReceipts(database, sampleReceipts(agent, 2));
      await anchorNow(database);
    },
    indexes: ['work_histories_unplaced', 'history_nodes_tree_level_place_anchor_sequence_pk', 'history_anchors_pkey'],
  },
  'openHistory reads the head of the newest anchor and one page of receipts': {
    run: () => openHistory(database.app, agent, { limit: 2 }),
    indexes: [
      'history_heads_did_anchor_sequence_pk',
      'work_histories_did_sequence_pk',
      'history_nodes_tree_level_place_anchor_sequence_pk',
    ],
  },
  'anchorsOnChain reads the newest anchors': {
    run: () => anchorsOnChain(database.app.orm, { limit: 20 }),
    indexes: ['history_anchors_pkey'],
  },
  'anchorOnChain finds an anchor by its commitment': {
    run: () => anchorOnChain(database.app.orm, fieldElement(7n)),
    indexes: ['history_anchors_commitment'],
  },
};

describe('the statements of the histories', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect(await planFaults(database, each)).toEqual([]);
  });
});
