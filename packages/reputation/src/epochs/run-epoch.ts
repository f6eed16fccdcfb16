import type { ConfiguredTrustSeed } from '@pos/contract/reputation/schemas/trust-settings.ts';
import type { Database } from '@pos/database/database.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { syncTrustSeeds, syncAttested, trustedSeeds } from './trust-seeds.ts';
import {
  beginEpoch,
  EpochLostError,
  publishEpoch,
  release,
  renewLease,
  startOver,
  type EpochFigures,
  type RunningEpoch,
} from './epoch-rows.ts';
import { forgetResults } from './forget-epochs.ts';
import { readGraph, type NamedGraph } from './read-graph.ts';
import { engineHere, type PassEngine } from './pass-engine.ts';
import { loadGraph, saveGraph } from './saved-graph.ts';
import { saveResults } from './save-results.ts';

export interface EpochContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly model: ReputationModel;
  readonly trustSeeds: readonly ConfiguredTrustSeed[];
  /** Whose word makes a payer an seed. Left out: of whoever has vouched. */
  readonly oracles?: readonly SolanaAddress[];
  /** Default: in this thread. */
  readonly engine?: PassEngine;
  /** Stops at the next step that another worker can go on from. */
  readonly signal?: AbortSignal;
}

export interface PublishedRun extends EpochFigures {
  readonly epoch: number;
  /** How many results a former run had stored before this one took over; `undefined`: it began here. */
  readonly resumedAt: number | undefined;
  /** What each step took of this run: reading is that of the table, or of the graph that a former run had stored. */
  readonly tookMs: {
    readonly reading: number;
    readonly storingGraph: number;
    readonly counting: number;
    readonly storingResults: number;
  };
}

/**
 * Runs the pass over all pairs where one is due, and publishes what it found. Nothing of it is seen before it is whole. A
 * worker that stops on the way leaves the graph it read and the results it stored; the next one counts on that graph, which
 * gives the same bits, and stores what is missing. Who stops while reading has left nothing, and the next one reads.
 */
export async function runEpoch(context: EpochContext): Promise<PublishedRun | undefined> {
  const { database, clock, model, newId, signal } = context;
  if (signal?.aborted === true) return undefined;
  const epoch = await beginEpoch(database, clock.now(), model, newId());
  if (epoch === undefined) return undefined;
  try {
    return await finishEpoch(context, epoch);
  } catch (error) {
    // Whatever it was, nobody need wait for the lease to end. Without a database there is nobody to be told.
    if (!(error instanceof EpochLostError)) await release(database.orm, epoch).catch(() => undefined);
    if (error === signal?.reason) return undefined;
    throw error;
  }
}

async function finishEpoch(context: EpochContext, epoch: RunningEpoch): Promise<PublishedRun> {
  const { database, clock, model, engine = engineHere, signal } = context;
  const goOn = async (): Promise<void> => {
    signal?.throwIfAborted();
    await renewLease(database.orm, epoch);
  };
  const lap = lapTimer(clock);
  const saved = epoch.resume && (await loadGraph(database.orm, epoch.id));
  const named = saved ?? (await readAnew(context, epoch, goOn));
  const reading = lap();
  if (saved === undefined) await saveGraph(database, epoch, named, () => clock.now());
  const storingGraph = lap();
  const found = await engine.pass(named.graph, named.trust, model, goOn);
  const counting = lap();
  const written = saved === undefined ? 0 : (epoch.resume?.written ?? 0);
  await saveResults(database, { ...epoch, written }, named, found, signal);
  const tookMs = { reading, storingGraph, counting, storingResults: lap() };
  const figures = {
    payers: named.payers.size,
    agents: named.dids.size,
    pairs: named.graph.payerOf.length,
    trustSeeds: named.trust.size,
  };
  await publishEpoch(database.orm, epoch, figures, clock.now());
  return { ...figures, epoch: epoch.id, resumedAt: saved && written, tookMs };
}

/** Milliseconds since it was last asked. */
function lapTimer(clock: Clock): () => number {
  let lastMs = clock.now().getTime();
  return () => {
    const sinceMs = lastMs;
    lastMs = clock.now().getTime();
    return lastMs - sinceMs;
  };
}

async function readAnew(
  { database, model, trustSeeds, oracles, engine }: EpochContext,
  epoch: RunningEpoch,
  goOn: () => Promise<void>,
): Promise<NamedGraph> {
  await forgetResults(database, epoch.id, goOn);
  await startOver(database.orm, epoch, model);
  await syncTrustSeeds(database.orm, trustSeeds, epoch.asOf);
  if (oracles !== undefined) await syncAttested(database.orm, oracles, epoch.asOf);
  const trusted = await trustedSeeds(database.orm, epoch.asOf);
  return readGraph(database, trusted, epoch.asOf, model, engine, goOn);
}
