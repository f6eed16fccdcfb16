import type { Database } from '@pos/database/database.ts';
import { isUniqueViolation } from '@pos/database/database-error.ts';
import { credibilityEpochs } from '@pos/database/schema/credibility-epochs.ts';
import type { Queries } from '@pos/database/session.ts';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { ReputationModel } from '../model/reputation-model.ts';
import { epochStartMs } from '../store/score-body.ts';

/** A pass that this worker has taken on. Another may take it over once the lease ends. */
export interface RunningEpoch {
  readonly id: number;
  readonly asOf: Date;
}

export interface PublishedEpoch {
  readonly id: number;
  readonly asOf: Date;
  readonly modelVersion: string | null;
}

/** Above the longest time between two renewals: one statement, or one round of the pass. */
const LEASE_MS = 120_000;

export async function publishedEpoch(queries: Queries): Promise<PublishedEpoch | undefined> {
  const [row] = await queries
    .select({ id: credibilityEpochs.id, asOf: credibilityEpochs.asOf, modelVersion: credibilityEpochs.modelVersion })
    .from(credibilityEpochs)
    .where(eq(credibilityEpochs.status, 'published'))
    .orderBy(sql`${credibilityEpochs.id} desc`)
    .limit(1);
  return row?.asOf ? { ...row, asOf: row.asOf } : undefined;
}

/** Asks for a pass out of turn, as after a change of anchors; one request is enough however many ask. */
export const requestEpoch = (database: Database): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.execute(sql`lock table ${credibilityEpochs} in share row exclusive mode`);
    await tx.execute(sql`insert into ${credibilityEpochs} (status)
      select 'requested' where not exists (select from ${credibilityEpochs} where status = 'requested')`);
  });

/** Takes on the pass that is due (also because the model changed) or asked for, or one whose worker died; `undefined` where there is none, or another has it. */
export async function beginEpoch({ orm }: Database, now: Date, model: ReputationModel): Promise<RunningEpoch | undefined> {
  const asOf = now;
  const running = { status: 'computing' as const, asOf, modelVersion: model.version, leaseUntil: new Date(now.getTime() + LEASE_MS) };
  const [abandoned] = await orm
    .update(credibilityEpochs)
    .set(running)
    .where(and(eq(credibilityEpochs.status, 'computing'), lt(credibilityEpochs.leaseUntil, now)))
    .returning({ id: credibilityEpochs.id });
  if (abandoned !== undefined) return { id: abandoned.id, asOf };
  try {
    const [requested] = await orm
      .update(credibilityEpochs)
      .set(running)
      .where(eq(credibilityEpochs.id, sql`(select min(id) from credibility_epochs where status = 'requested')`))
      .returning({ id: credibilityEpochs.id });
    if (requested !== undefined) return { id: requested.id, asOf };
    const last = await publishedEpoch(orm);
    if (last !== undefined && last.modelVersion === model.version && epochStartMs(now, model) <= last.asOf.getTime()) return undefined;
    const [due] = await orm.insert(credibilityEpochs).values(running).returning({ id: credibilityEpochs.id });
    return due && { id: due.id, asOf };
  } catch (error) {
    if (isUniqueViolation(error, 'credibility_epochs_one_at_work')) return undefined;
    throw error;
  }
}

/** The pass was taken over by another worker: what this one found is nobody's any more. */
export class EpochLostError extends Error {
  override readonly name = 'EpochLostError';
}

/** Says that the pass goes on, and fails where another worker has it. */
export async function renewLease(queries: Queries, epoch: RunningEpoch, now: Date): Promise<void> {
  await changeOwn(queries, epoch, { leaseUntil: new Date(now.getTime() + LEASE_MS) });
}

export interface EpochFigures {
  readonly payers: number;
  readonly agents: number;
  readonly pairs: number;
  readonly anchors: number;
}

/** From this statement on the epoch is the one in use. */
export const publishEpoch = (queries: Queries, epoch: RunningEpoch, figures: EpochFigures, now: Date): Promise<void> =>
  changeOwn(queries, epoch, { status: 'published', publishedAt: now, leaseUntil: null, ...figures });

/** `as_of` tells runs of one row apart: whoever takes it over writes its own. */
async function changeOwn(queries: Queries, { id, asOf }: RunningEpoch, change: Partial<typeof credibilityEpochs.$inferInsert>): Promise<void> {
  const rows = await queries
    .update(credibilityEpochs)
    .set(change)
    .where(and(eq(credibilityEpochs.id, id), eq(credibilityEpochs.status, 'computing'), eq(credibilityEpochs.asOf, asOf)))
    .returning({ id: credibilityEpochs.id });
  if (rows.length === 0) throw new EpochLostError(`Epoch ${id} was taken over by another worker: its lease had ended`);
}
