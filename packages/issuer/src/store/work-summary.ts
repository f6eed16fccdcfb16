import type { WorkHistoryClaims } from '@pos/contract/issuer/schemas/credential.ts';
import type { Database } from '@pos/database/database.ts';
import type { Transaction } from '@pos/database/database.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { desc, eq, sql } from 'drizzle-orm';
import type * as z from 'zod';

export interface WorkSummary {
  readonly claims: z.output<typeof WorkHistoryClaims>;
  readonly lastSequence: number;
}

/** Maximum number of receipts that a credential lists. Older receipts only count in its totals. */
const MOST_RECEIPTS = 50;
const MOST_SKILLS = 32;

const isWork = sql`${workHistories.outcome} <> 'reversed'`;

async function totalsOf(tx: Transaction, did: Did) {
  const [row] = await tx
    .select({
      lastSequence: sql<number>`coalesce(max(${workHistories.sequence}), 0)::int`,
      jobs: sql<number>`(count(*) filter (where ${isWork}))::int`,
      disputes: sql<number>`(count(*) filter (where ${workHistories.outcome} = 'disputed'))::int`,
      overturned: sql<number>`(count(*) filter (where ${workHistories.outcome} = 'reversed'))::int`,
      earned: sql<string>`coalesce(sum(case when ${isWork} then ${workHistories.valueAtomic} else -${workHistories.valueAtomic} end), 0)::text`,
      quality: sql<number>`coalesce(floor(avg(${workHistories.qualityBps}) filter (where ${isWork})), 0)::int`,
      skills: sql<
        Skill[]
      >`coalesce((array_agg(distinct ${workHistories.skill}) filter (where ${workHistories.skill} is not null))[1:${sql.raw(String(MOST_SKILLS))}], '{}')`,
      since: sql<string | null>`min(${workHistories.createdAt})::text`,
      until: sql<string | null>`max(${workHistories.createdAt})::text`,
    })
    .from(workHistories)
    .where(eq(workHistories.did, did));
  return row;
}

const newestReceipts = (tx: Transaction, did: Did) =>
  tx
    .select({
      sequence: workHistories.sequence,
      value_atomic: workHistories.valueAtomic,
      outcome: workHistories.outcome,
      skill: workHistories.skill,
      settled_at: workHistories.createdAt,
      transaction: settlements.txSignature,
    })
    .from(workHistories)
    .leftJoin(settlements, eq(settlements.id, workHistories.settlementId))
    .where(eq(workHistories.did, did))
    .orderBy(desc(workHistories.sequence))
    .limit(MOST_RECEIPTS);

/** Totals and newest receipts of an agent, read in one snapshot; `undefined` if the agent has no receipt. */
export const summariseWork = (database: Database, did: Did): Promise<WorkSummary | undefined> =>
  database.transaction(
    async (tx) => {
      const totals = await totalsOf(tx, did);
      if (totals === undefined || totals.lastSequence === 0 || totals.since === null || totals.until === null)
        return undefined;
      const { lastSequence, earned, quality, skills, since, until, ...counts } = totals;
      const receipts = await newestReceipts(tx, did);
      const claims = {
        ...counts,
        earned_atomic: BigInt(earned),
        quality_bps: scoreBps(quality),
        since: new Date(since),
        until: new Date(until),
        skills,
        receipts,
      };
      return { claims, lastSequence };
    },
    { isolation: 'repeatable read' },
  );
