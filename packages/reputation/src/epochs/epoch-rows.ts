import type { Database, Transaction } from '@pos/database/database.ts';
import { isUniqueViolation } from '@pos/database/database-error.ts';
import { credibilityEpochs } from '@pos/database/schema/credibility-epochs.ts';
import type { Queries } from '@pos/database/session.ts';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { MS_PER_DAY } from '../domain/evidence.ts';
import { modelOf } from '../model/models.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { epochStartMs } from '../store/score-body.ts';

/** A pass whose lease this run holds. When the lease ends, another worker may take over the pass. */
export interface RunningEpoch {
  readonly id: number;
  readonly asOf: Date;
  /** Id of this run. If another run has taken the pass over, the next write of this one fails. */
  readonly holder: string;
  /**
   * Number of results that a former run stored, if its graph is stored completely. Otherwise `undefined`, and the pass
   * starts from the beginning.
   */
  readonly resume: { readonly written: number } | undefined;
}

export interface PublishedEpoch {
  readonly id: number;
  readonly asOf: Date;
  readonly modelVersion: string | null;
}

/**
 * Lease of a pass. It is longer than the longest time between two renewals, which is sorting the pairs or one round of
 * the pass on a slow processor. The clock of the database measures it, because the clocks of workers may differ.
 */
const LEASE = sql`now() + interval '5 minutes'`;

export async function publishedEpoch(queries: Queries): Promise<PublishedEpoch | undefined> {
  const [row] = await queries
    .select({ id: credibilityEpochs.id, asOf: credibilityEpochs.asOf, modelVersion: credibilityEpochs.modelVersion })
    .from(credibilityEpochs)
    .where(eq(credibilityEpochs.status, 'published'))
    .orderBy(sql`${credibilityEpochs.id} desc`)
    .limit(1);
  return row?.asOf ? { ...row, asOf: row.asOf } : undefined;
}

/**
 * Requests a pass ahead of schedule, for example after a change of trust seeds. Further requests change nothing while
 * one is open.
 */
export const requestEpoch = (database: Database): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.execute(sql`lock table ${credibilityEpochs} in share row exclusive mode`);
    await tx.execute(sql`insert into ${credibilityEpochs} (status)
      select 'requested' where not exists (select from ${credibilityEpochs} where status = 'requested')`);
  });

/**
 * Takes the lease of a pass that is due, was requested, or was abandoned by its worker. A pass is also due when the
 * model has changed. Returns `undefined` if there is no such pass or another worker holds it.
 */
export async function beginEpoch(
  { orm }: Database,
  now: Date,
  model: ReputationModel,
  holder: string,
): Promise<RunningEpoch | undefined> {
  const running = { status: 'computing' as const, holder, leaseUntil: LEASE };
  const begun = { ...running, asOf: now, modelVersion: model.version };
  const [abandoned] = await orm
    .update(credibilityEpochs)
    .set(running)
    .where(and(eq(credibilityEpochs.status, 'computing'), lt(credibilityEpochs.leaseUntil, sql`now()`)))
    .returning();
  if (abandoned !== undefined) {
    const { id, asOf, modelVersion, graphSavedAt, written } = abandoned;
    const goesOn = asOf !== null && graphSavedAt !== null && modelVersion === model.version;
    return goesOn ? { id, asOf, holder, resume: { written } } : { id, asOf: now, holder, resume: undefined };
  }
  try {
    const [requested] = await orm
      .update(credibilityEpochs)
      .set(begun)
      .where(eq(credibilityEpochs.id, sql`(select min(id) from credibility_epochs where status = 'requested')`))
      .returning({ id: credibilityEpochs.id });
    if (requested !== undefined) return { id: requested.id, asOf: now, holder, resume: undefined };
    if (!isDue(now, await publishedEpoch(orm), model)) return undefined;
    const [due] = await orm.insert(credibilityEpochs).values(begun).returning({ id: credibilityEpochs.id });
    return due && { id: due.id, asOf: now, holder, resume: undefined };
  } catch (error) {
    if (isUniqueViolation(error, 'credibility_epochs_one_at_work')) return undefined;
    throw error;
  }
}

/**
 * Whether a pass is due. A pass is due once in each epoch of the model. It is also due if the last pass is dated more
 * than an epoch in the future, which means that a clock was wrong. A worker that does not know the model of the last
 * pass starts no pass, because newer workers are replacing it and the two models would undo each other's passes.
 */
function isDue(now: Date, last: PublishedEpoch | undefined, model: ReputationModel): boolean {
  if (last === undefined || last.modelVersion === null) return true;
  if (last.modelVersion !== model.version && modelOf(last.modelVersion) !== undefined) return true;
  const [current, former] = [epochStartMs(now, model), epochStartMs(last.asOf, model)];
  return current > former || former - current > model.credibility.epochDays * MS_PER_DAY;
}

/** Another worker has taken the pass over, so this run must stop writing. */
export class EpochLostError extends Error {
  override readonly name = 'EpochLostError';
}

type Change = PgUpdateSetSource<typeof credibilityEpochs>;

/** Renews the lease. Throws `EpochLostError` if another worker holds the pass. */
export const renewLease = (queries: Queries, epoch: RunningEpoch): Promise<void> => changeOwn(queries, epoch, {});

/** Resets the pass to this run's time. The caller has removed the results of former runs. */
export const startOver = (queries: Queries, epoch: RunningEpoch, model: ReputationModel): Promise<void> =>
  changeOwn(queries, epoch, { asOf: epoch.asOf, modelVersion: model.version, graphSavedAt: null, written: 0 });

/** Marks the graph as completely stored. From then on a successor can resume the pass. */
export const graphIsSaved = (queries: Queries, epoch: RunningEpoch, now: Date): Promise<void> =>
  changeOwn(queries, epoch, { graphSavedAt: now });

/**
 * Writes one step of a pass and its progress in one transaction. Throws `EpochLostError` if another worker holds the
 * pass.
 */
export const writeAsHolder = (
  database: Database,
  epoch: RunningEpoch,
  written: number | undefined,
  write: (tx: Transaction) => Promise<unknown>,
): Promise<void> =>
  database.transaction(async (tx) => {
    // The update locks the row, so a worker that takes the pass over waits for the end of this step.
    await changeOwn(tx, epoch, written === undefined ? {} : { written });
    await write(tx);
  });

/** Ends the lease, so that another worker need not wait for it to expire. */
export const release = (queries: Queries, epoch: RunningEpoch): Promise<void> =>
  changeOwn(queries, epoch, { leaseUntil: sql`now()` });

export interface EpochFigures {
  readonly payers: number;
  readonly agents: number;
  readonly pairs: number;
  readonly trustSeeds: number;
}

/** Publishes the epoch. From the commit of this statement on, readers use it. */
export const publishEpoch = (queries: Queries, epoch: RunningEpoch, figures: EpochFigures, now: Date): Promise<void> =>
  changeOwn(queries, epoch, { status: 'published', publishedAt: now, leaseUntil: null, holder: null, ...figures });

async function changeOwn(queries: Queries, { id, holder }: RunningEpoch, change: Change): Promise<void> {
  const rows = await queries
    .update(credibilityEpochs)
    .set({ leaseUntil: LEASE, ...change })
    .where(
      and(
        eq(credibilityEpochs.id, id),
        eq(credibilityEpochs.status, 'computing'),
        eq(credibilityEpochs.holder, holder),
      ),
    )
    .returning({ id: credibilityEpochs.id });
  if (rows.length === 0)
    throw new EpochLostError(`Another worker has taken epoch ${id} over, because its lease had expired`);
}
