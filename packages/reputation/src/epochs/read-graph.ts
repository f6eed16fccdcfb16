import type { Database, Transaction } from '@pos/database/database.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import type { CredibilityGraph } from '../domain/credibility-graph.ts';
import { decayPair, emptyPair } from '../domain/pair-row.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { proofWitness } from '../store/proof-witness.ts';
import { rowsOf } from '../store/read-pairs.ts';
import { FAULTED_AT, PRAISED_AT } from '../store/row-states.ts';

/** The market's graph with the names behind its numbers. */
export interface NamedGraph {
  readonly graph: CredibilityGraph;
  readonly dids: readonly Did[];
  readonly payers: readonly SolanaAddress[];
  readonly payerIndex: ReadonlyMap<SolanaAddress, number>;
}

interface GraphRow {
  readonly did: Did;
  readonly payer: SolanaAddress;
  readonly praised: number;
  readonly faulted: number;
  readonly atMs: number;
}

/** Pairs in one statement. */
const CHUNK = 20_000;

/**
 * All pairs as of one moment, in key order and in chunks, straight into compressed rows: no more than a chunk is ever held
 * as objects. Anchors get numbers even where they have paid nobody yet.
 */
export const readGraph = (database: Database, anchors: Iterable<SolanaAddress>, asOf: Date, model: ReputationModel): Promise<NamedGraph> =>
  database.transaction(
    async (tx) => {
      const builder = graphBuilder(anchors, asOf, model);
      let after: readonly [string, string] = ['', ''];
      for (;;) {
        const rows = await readChunk(tx, after);
        for (const row of rows) builder.add(row);
        const last = rows.at(-1);
        if (last === undefined || rows.length < CHUNK) return builder.build();
        after = [last.did, last.payer];
      }
    },
    { isolation: 'repeatable read' },
  );

const readChunk = (tx: Transaction, [did, payer]: readonly [string, string]): Promise<readonly GraphRow[]> =>
  rowsOf(
    tx,
    sql`select did, payer, state[${sql.raw(String(PRAISED_AT))}] as praised, state[${sql.raw(String(FAULTED_AT))}] as faulted,
        (extract(epoch from last_event_at) * 1000)::bigint as "atMs"
      from reputation_pairs where (did, payer) > (${did}, ${payer}) order by did, payer limit ${CHUNK}`,
  );

function graphBuilder(anchors: Iterable<SolanaAddress>, asOf: Date, model: ReputationModel) {
  const payerIndex = new Map<SolanaAddress, number>();
  const dids: Did[] = [];
  const starts: number[] = [];
  const blank = { ...emptyPair(model), events: 1 };
  let [size, capacity] = [0, CHUNK];
  let witness: SolanaAddress | undefined;
  let payerOf = new Uint32Array(capacity);
  let praisedUsd = new Float64Array(capacity);
  let faultedUsd = new Float64Array(capacity);

  const indexOf = (payer: SolanaAddress): number => {
    const known = payerIndex.get(payer);
    if (known !== undefined) return known;
    payerIndex.set(payer, payerIndex.size);
    return payerIndex.size - 1;
  };
  const grow = (): void => {
    capacity *= 2;
    const grown = [new Uint32Array(capacity), new Float64Array(capacity), new Float64Array(capacity)] as const;
    grown[0].set(payerOf);
    grown[1].set(praisedUsd);
    grown[2].set(faultedUsd);
    [payerOf, praisedUsd, faultedUsd] = grown;
  };
  for (const anchor of anchors) indexOf(anchor);
  return {
    add({ did, payer, praised, faulted, atMs }: GraphRow): void {
      if (dids.at(-1) !== did) {
        dids.push(did);
        starts.push(size);
        witness = proofWitness(did);
      }
      if (payer === witness) return;
      if (size === capacity) grow();
      const decayed = decayPair({ ...blank, atMs, praisedUsd: praised, faultedUsd: faulted }, asOf.getTime(), model);
      payerOf[size] = indexOf(payer);
      praisedUsd[size] = decayed.praisedUsd;
      faultedUsd[size] = decayed.faultedUsd;
      size += 1;
    },
    build(): NamedGraph {
      const graph = {
        payers: payerIndex.size,
        agents: dids.length,
        agentStarts: Uint32Array.from([...starts, size]),
        payerOf: payerOf.subarray(0, size),
        praisedUsd: praisedUsd.subarray(0, size),
        faultedUsd: faultedUsd.subarray(0, size),
      };
      return { graph, dids, payers: [...payerIndex.keys()], payerIndex };
    },
  };
}
