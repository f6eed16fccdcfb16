import type { ConfiguredAnchor } from '@pos/contract/schemas/trust-settings.ts';
import type { Database } from '@pos/database/database.ts';
import { rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Queries } from '@pos/database/session.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import { credibilityFrom, startCredibility, stepCredibility, type PayerCredibility } from '../domain/credibility-pass.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { syncAnchors, trustedAnchors } from './anchors.ts';
import { beginEpoch, publishEpoch, renewLease, type EpochFigures, type RunningEpoch } from './epoch-rows.ts';
import { readGraph, type NamedGraph } from './read-graph.ts';

export interface EpochContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly model: ReputationModel;
  readonly anchors: readonly ConfiguredAnchor[];
}

/** Rows in one statement. */
const CHUNK = 5_000;

/**
 * Runs the pass over all pairs where one is due, and publishes what it found. Nothing of it is seen before it is whole: a
 * worker that dies on the way leaves rows that no agent refers to, and the next one begins anew, from the anchors.
 */
export async function runEpoch(context: EpochContext): Promise<(EpochFigures & PublishedRun) | undefined> {
  const { database, clock, model } = context;
  const epoch = await beginEpoch(database, clock.now(), model);
  if (epoch === undefined) return undefined;
  await forgetResults(database.orm, epoch.id);
  await syncAnchors(database.orm, context.anchors, epoch.asOf);
  const trusted = await trustedAnchors(database.orm, epoch.asOf);
  const named = await readGraph(database, trusted.keys(), epoch.asOf, model);
  const found = await pass(context, epoch, named, trusted);
  await saveResults(context, epoch, named, found);
  const figures = { payers: named.payers.length, agents: named.dids.length, pairs: named.graph.payerOf.length, anchors: trusted.size };
  await publishEpoch(database.orm, epoch, figures, clock.now());
  return { ...figures, epoch: epoch.id };
}

interface PublishedRun {
  readonly epoch: number;
}

async function pass(
  { database, clock, model }: EpochContext,
  epoch: RunningEpoch,
  { graph, payerIndex }: NamedGraph,
  trusted: ReadonlyMap<SolanaAddress, number>,
): Promise<PayerCredibility> {
  const anchors = new Map([...trusted].flatMap(([payer, trust]) => [[payerIndex.get(payer), trust] as const]).filter(isNumbered));
  let state = startCredibility(graph);
  while (state.round < model.credibility.rounds) {
    state = stepCredibility(graph, state, anchors, model.credibility);
    // Between two rounds whatever else the process does has its turn.
    await renewLease(database.orm, epoch, clock.now());
  }
  return credibilityFrom(graph, state, anchors, model.credibility);
}

const isNumbered = (entry: readonly [number | undefined, number]): entry is readonly [number, number] => entry[0] !== undefined;

async function saveResults(context: EpochContext, epoch: RunningEpoch, { graph, dids, payers }: NamedGraph, { ofPair, ofPayer }: PayerCredibility): Promise<void> {
  const { database, clock } = context;
  const elsewhere = chunkedInsert((rows) => database.orm.execute(sql`
    insert into payer_credibility (epoch, payer, credibility)
    select ${epoch.id}::bigint, payer, credibility from ${rowsAsJson(rows)} as w(payer text, credibility float8)`));
  for (const [index, payer] of payers.entries()) {
    const credibility = ofPayer[index] ?? 0;
    if (credibility > 0) await elsewhere.add({ payer, credibility });
  }
  await elsewhere.end();
  await renewLease(database.orm, epoch, clock.now());
  const own = chunkedInsert(async (rows) => {
    await database.orm.execute(sql`insert into pair_credibility (epoch, did, payer, credibility)
      select ${epoch.id}::bigint, did, payer, credibility from ${rowsAsJson(rows)} as w(did text, payer text, credibility float8)`);
    await renewLease(database.orm, epoch, clock.now());
  });
  for (const [agent, did] of dids.entries()) {
    for (let pair = graph.agentStarts[agent] ?? 0; pair < (graph.agentStarts[agent + 1] ?? 0); pair += 1) {
      const payer = graph.payerOf[pair] ?? 0;
      const [credibility, other, name] = [ofPair[pair] ?? 0, ofPayer[payer] ?? 0, payers[payer]];
      if (name !== undefined && credibility !== other) await own.add({ did, payer: name, credibility });
    }
  }
  await own.end();
}

function chunkedInsert(insert: (rows: readonly object[]) => Promise<unknown>) {
  let rows: object[] = [];
  const flush = async (): Promise<void> => {
    const full = rows;
    rows = [];
    if (full.length > 0) await insert(full);
  };
  return {
    async add(row: object): Promise<void> {
      rows.push(row);
      if (rows.length >= CHUNK) await flush();
    },
    end: flush,
  };
}

/** What a worker that died wrote of this epoch, which nobody has seen. */
async function forgetResults(queries: Queries, epoch: number): Promise<void> {
  await queries.execute(sql`delete from payer_credibility where epoch = ${epoch}`);
  await queries.execute(sql`delete from pair_credibility where epoch = ${epoch}`);
}
