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

/** A pass that this worker has taken on. Another may take it over once the lease ends. */
export interface RunningEpoch {
  readonly id: number;
  readonly asOf: Date;
  /** This run and no other: one that was given up for dead and is not is told so at its next write. */
  readonly holder: string;
  /** Where a former run stopped whose graph is stored whole; `undefined`: nothing of it is of use. */
  readonly resume: { readonly written: number } | undefined;
}

export interface PublishedEpoch {
  readonly id: number;
  readonly asOf: Date;
  readonly modelVersion: string | null;
}

/**
 * Above the longest time between two renewals: sorting what was read, or one round of the pass, on a slow processor. The
 * database's clock measures it: workers' own need not agree.
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

/** Asks for a pass out of turn, as after a change of trustSeeds; one request is enough however many ask. */
export const requestEpoch = (database: Database): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.execute(sql`lock table ${credibilityEpochs} in share row exclusive mode`);
    await tx.execute(sql`insert into ${credibilityEpochs} (status)
      select 'requested' where not exists (select from ${credibilityEpochs} where status = 'requested')`);
  });

/**
 * Takes on the pass that is due (also because the model changed) or asked for, or one whose worker died; `undefined` where
 * there is none, or another has it.
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
 * Once in each epoch of the model; also where the last one is of a time that has yet to come: some clock was wrong then. A
 * worker that does not know the last one's model is about to be replaced by one that does: they would undo each other's.
 */
function isDue(now: Date, last: PublishedEpoch | undefined, model: ReputationModel): boolean {
  if (last === undefined || last.modelVersion === null) return true;
  if (last.modelVersion !== model.version && modelOf(last.modelVersion) !== undefined) return true;
  const [current, former] = [epochStartMs(now, model), epochStartMs(last.asOf, model)];
  return current > former || former - current > model.credibility.epochDays * MS_PER_DAY;
}

/** The pass was taken over by another worker: what this one found is nobody's any more. */
export class EpochLostError extends Error {
  override readonly name = 'EpochLostError';
}

type Change = PgUpdateSetSource<typeof credibilityEpochs>;

/** Says that the pass goes on, and fails where another worker has it. */
export const renewLease = (queries: Queries, epoch: RunningEpoch): Promise<void> => changeOwn(queries, epoch, {});

/** Begins anew, as of this run's moment; the results of a former run are removed before. */
export const startOver = (queries: Queries, epoch: RunningEpoch, model: ReputationModel): Promise<void> =>
  changeOwn(queries, epoch, { asOf: epoch.asOf, modelVersion: model.version, graphSavedAt: null, written: 0 });

/** The graph is stored whole: from here on a successor goes on. */
export const graphIsSaved = (queries: Queries, epoch: RunningEpoch, now: Date): Promise<void> =>
  changeOwn(queries, epoch, { graphSavedAt: now });

/** One step that is kept together with how far it brings the pass, or not at all; not where another worker has the pass. */
export const writeAsHolder = (
  database: Database,
  epoch: RunningEpoch,
  written: number | undefined,
  write: (tx: Transaction) => Promise<unknown>,
): Promise<void> =>
  database.transaction(async (tx) => {
    // Locks the row: who takes the pass over waits for the end of this step.
    await changeOwn(tx, epoch, written === undefined ? {} : { written });
    await write(tx);
  });

/** Lets another take the pass on at once. */
export const release = (queries: Queries, epoch: RunningEpoch): Promise<void> =>
  changeOwn(queries, epoch, { leaseUntil: sql`now()` });

export interface EpochFigures {
  readonly payers: number;
  readonly agents: number;
  readonly pairs: number;
  readonly trustSeeds: number;
}

/** From this statement on the epoch is the one in use. */
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
  if (rows.length === 0) throw new EpochLostError(`Epoch ${id} was taken over by another worker: its lease had ended`);
}
