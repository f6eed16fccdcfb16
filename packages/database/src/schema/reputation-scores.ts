import type { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, doublePrecision, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { didColumn, moment } from './columns.ts';

const scoreBps = (name: string) => integer(name).$type<ScoreBps>().notNull();

/** The published score of each agent, and the sums from which it was computed. */
export const reputationScores = pgTable(
  'reputation_scores',
  {
    did: didColumn('did').primaryKey(),
    modelVersion: text('model_version').notNull(),
    scoreBps: scoreBps('score_bps'),
    meanBps: scoreBps('mean_bps'),
    lowBps: scoreBps('low_bps'),
    highBps: scoreBps('high_bps'),
    evidence: doublePrecision('evidence').notNull(),
    reasons: jsonb('reasons').$type<readonly string[]>().notNull().default([]),
    /** The model's numbers, in the order that its version defines. Doubles survive the round trip bit by bit. */
    state: doublePrecision('state')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** `credibility_epochs.id` of the epoch whose payer credibility the sums use. Null before the first epoch. */
    epoch: bigint('epoch', { mode: 'number' }),
    asOf: moment('as_of').notNull(),
    /** Number of changes. It is part of the ETag. */
    version: bigint('version', { mode: 'number' }).notNull().default(1),
  },
  (t) => [
    index('reputation_scores_ranking').on(t.scoreBps.desc().nullsFirst(), t.did),
    index('reputation_scores_epoch').on(t.epoch, t.did),
    check(
      'reputation_scores_range',
      sql`least(${t.scoreBps}, ${t.meanBps}, ${t.lowBps}) >= 0 and greatest(${t.scoreBps}, ${t.meanBps}, ${t.highBps}) <= 10000`,
    ),
    check('reputation_scores_interval', sql`${t.lowBps} <= ${t.highBps}`),
  ],
);
