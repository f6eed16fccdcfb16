import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planFaults, type PlanCase } from '@pos/database/testing/sent-statements.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { forgetEpochs } from './epochs/forget-epochs.ts';
import { rollAgents } from './epochs/roll-agents.ts';
import { runEpoch } from './epochs/run-epoch.ts';
import { CURRENT_MODEL } from './model/models.ts';
import { applyEvidenceBatch } from './store/apply-evidence.ts';
import { findOwnSettlements, findSettledEvidence } from './store/find-settlements.ts';
import { findRating } from './store/find-rating.ts';
import { findWorks } from './store/find-works.ts';
import { readPeers } from './store/read-behind-score.ts';
import { readRatedPairs } from './store/read-pairs.ts';
import { addAgent, anySignature, anyWallet, pieceOf } from './testing/market-rows.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const context = { now: NOW, newId: randomUUID, model: CURRENT_MODEL };
const seed = anyWallet();
const signature = anySignature();

let database: TestDatabase;
let agent: Did;
beforeAll(async () => {
  database = await testDatabase();
  agent = await addAgent(database.app);
  await applyEvidenceBatch(database.app, [pieceOf(agent, seed, NOW)], context);
});
afterAll(() => database.close());

const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const orm = () => database.app.orm;

const SMALL = {
  sorts: 'There are a few dozen epochs.',
  scans: { trust_seeds: 'The stage names a few dozen payers.' },
};

const CASES: Readonly<Record<string, PlanCase>> = {
  'findRating reads the rating of a transaction, and looks the transaction up where it has none': {
    run: () => findRating(orm(), anySignature()),
    indexes: ['reputation_ratings_network_tx_signature_pk', 'settlements_signature', 'reputation_evidence_pkey'],
  },
  'findRating finds the transaction of a settlement by its id': {
    run: () => findRating(orm(), randomUUID()),
    indexes: ['settlements_pkey'],
  },
  'applyEvidenceBatch reads and writes pairs, agents and audits by their keys': {
    run: async () => {
      await applyEvidenceBatch(database.app, [pieceOf(agent, seed, later(1), { txSignature: signature })], context);
      // Evidence that contests a payment replays its pair.
      const contesting = pieceOf(agent, seed, later(1), { kind: 'adjudicated', outcome: 0, txSignature: signature });
      await applyEvidenceBatch(database.app, [contesting], context);
    },
    indexes: [
      'reputation_pairs_did_payer_pk',
      'reputation_evidence_subject',
      'reputation_evidence_pair',
      'reputation_scores_pkey',
      'audit_heads_pkey',
    ],
  },
  'a credibility epoch reads the pairs in the order of their blocks and rolls agents by epoch': {
    run: async () => {
      await runEpoch({
        database: database.worker,
        clock: { now: () => later(24) },
        newId: randomUUID,
        model: CURRENT_MODEL,
        trustSeeds: [{ payer: seed, since: new Date('2025-01-01') }],
      });
      await rollAgents(database.worker, { ...context, now: later(24) });
    },
    allowed: { scans: SMALL.scans },
    indexes: [
      'Tid Range Scan on reputation_pairs',
      'reputation_scores_epoch',
      'pair_credibility_epoch_did_payer_pk',
      'payer_credibility_epoch_payer_pk',
    ],
  },
  'readRatedPairs reads a page of pairs with the credibility of their payers': {
    run: () => readRatedPairs(orm(), [agent], 1, CURRENT_MODEL, { after: '', limit: 10 }),
    indexes: [
      'reputation_pairs_did_payer_pk',
      'pair_credibility_epoch_did_payer_pk',
      'payer_credibility_epoch_payer_pk',
    ],
  },
  'findOwnSettlements and findWorks look payments up by their signatures': {
    run: async () => {
      await findOwnSettlements(orm(), SOLANA_DEVNET, [signature]);
      await findWorks(orm(), SOLANA_DEVNET, [signature]);
      await findSettledEvidence(orm(), [{ network: SOLANA_DEVNET, txSignature: signature }]);
    },
    indexes: ['settlements_signature', 'reputation_evidence_pkey'],
  },
  'readPeers reads the ranking in both directions': {
    run: () => readPeers(orm(), agent, scoreBps(5_000)),
    indexes: ['reputation_scores_ranking', 'agent_profiles_pkey'],
    allowed: { sorts: 'The six peers of both directions are put into one order.' },
  },
  'forgetEpochs deletes results in the order of their keys': {
    run: async () => {
      for (const days of [2, 4, 6])
        await runEpoch({
          database: database.worker,
          clock: { now: () => later(24 * days) },
          newId: randomUUID,
          model: CURRENT_MODEL,
          trustSeeds: [],
        });
      await rollAgents(database.worker, { ...context, now: later(24 * 6) });
      await forgetEpochs(database.worker, later(24 * 60));
    },
    allowed: SMALL,
    indexes: ['pair_credibility_epoch_did_payer_pk', 'payer_credibility_epoch_payer_pk'],
  },
};

describe('the statements of the reputation', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect(await planFaults(database, each)).toEqual([]);
  });
});
