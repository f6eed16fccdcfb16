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
  /** Oracles whose attestations make payers trust seeds. If omitted, all stored attestations count. */
  readonly oracles?: readonly SolanaAddress[];
  /** Default: compute in this thread. */
  readonly engine?: PassEngine;
  /** Stops the run at the next step from which another worker can resume. */
  readonly signal?: AbortSignal;
}

export interface PublishedRun extends EpochFigures {
  readonly epoch: number;
  /** Results that a former run had stored before this run took over; `undefined` if this run started the pass. */
  readonly resumedAt: number | undefined;
  /** Duration of each step of this run. Reading covers the table, or the graph that a former run stored. */
  readonly tookMs: {
    readonly reading: number;
    readonly storingGraph: number;
    readonly counting: number;
    readonly storingResults: number;
  };
}

/**
 * Runs the pass over all pairs if one is due, and publishes its results. Readers see none of them before all are
 * stored. A worker that stops halfway leaves the graph and the results that it stored. The next worker computes on that
 * graph, which gives the same bits, and stores the missing results. If a worker stops while reading, the next one reads
 * again.
 */
export async function runEpoch(context: EpochContext): Promise<PublishedRun | undefined> {
  const { database, clock, model, newId, signal } = context;
  if (signal?.aborted === true) return undefined;
  const epoch = await beginEpoch(database, clock.now(), model, newId());
  if (epoch === undefined) return undefined;
  try {
    return await finishEpoch(context, epoch);
  } catch (error) {
    // After any error, end the lease so that no worker has to wait for it. If the database is down, the lease just
    // expires.
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

/** Returns the milliseconds since its last call. */
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
