import type { Database, Transaction } from '@pos/database/database.ts';
import { rowsAsArrays } from '@pos/database/rows-as-arrays.ts';
import { sql } from 'drizzle-orm';
import type { PayerCredibility } from '../domain/credibility-pass.ts';
import { writeAsHolder, type RunningEpoch } from './epoch-rows.ts';
import type { NamedGraph } from './read-graph.ts';

/** Rows in one transaction. */
const CHUNK = 5_000;

interface Written extends RunningEpoch {
  /** Number of results that are already stored. They are the first ones, in the order of the graph. */
  readonly written: number;
}

/**
 * Stores the results of a pass. These are the payers with credibility above 0, and then the pairs at which the payer's
 * credibility differs from its general one.
 */
export async function saveResults(
  database: Database,
  epoch: Written,
  named: NamedGraph,
  found: PayerCredibility,
  signal?: AbortSignal,
): Promise<void> {
  let place = 0;
  const store = async <Row extends object>(
    rows: Iterable<Row>,
    insert: (tx: Transaction, rows: readonly Row[]) => Promise<unknown>,
  ): Promise<void> => {
    let chunk: Row[] = [];
    const flush = async (): Promise<void> => {
      const full = chunk;
      chunk = [];
      signal?.throwIfAborted();
      if (full.length > 0) await writeAsHolder(database, epoch, place, (tx) => insert(tx, full));
    };
    for (const row of rows) {
      place += 1;
      if (place > epoch.written) chunk.push(row);
      if (chunk.length === CHUNK) await flush();
    }
    await flush();
  };
  await store(payerRows(named, found), (tx, rows) =>
    tx.execute(sql`
    insert into payer_credibility (epoch, payer, credibility)
    select ${epoch.id}::bigint, payer, credibility from ${rowsAsArrays(rows, { payer: 'text', credibility: 'float8' })} w`),
  );
  await store(pairRows(named, found), (tx, rows) =>
    tx.execute(sql`
    insert into pair_credibility (epoch, did, payer, credibility)
    select ${epoch.id}::bigint, did, payer, credibility from ${rowsAsArrays(rows, { did: 'text', payer: 'text', credibility: 'float8' })} w`),
  );
}

function* payerRows({ payers }: NamedGraph, { ofPayer }: PayerCredibility) {
  for (let payer = 0; payer < payers.size; payer += 1) {
    const credibility = ofPayer[payer] ?? 0;
    if (credibility > 0) yield { payer: payers.nameOf(payer), credibility };
  }
}

function* pairRows({ graph, dids, payers }: NamedGraph, { ofPair, ofPayer }: PayerCredibility) {
  for (let agent = 0; agent < graph.agents; agent += 1) {
    const did = dids.nameOf(agent);
    for (let pair = graph.agentStarts[agent] ?? 0; pair < (graph.agentStarts[agent + 1] ?? 0); pair += 1) {
      const payer = graph.payerOf[pair] ?? 0;
      const credibility = ofPair[pair] ?? 0;
      if (credibility !== ofPayer[payer]) yield { did, payer: payers.nameOf(payer), credibility };
    }
  }
}
