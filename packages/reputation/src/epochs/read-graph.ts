import type { Database, Transaction } from '@pos/database/database.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import type { CredibilityGraph } from '../domain/credibility-graph.ts';
import type { SeedTrust } from '../domain/credibility-pass.ts';
import { decaySpending } from '../domain/pair-row.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import type { PayerKey } from '../store/payer-key.ts';
import { proofWitness } from '../store/proof-witness.ts';
import { FAULTED_AT, PRAISED_AT } from '../store/row-states.ts';
import { gatherNames, namesAt, asciiBytes, viewOf, type Names } from './names.ts';
import { engineHere, type PassEngine } from './pass-engine.ts';

/**
 * The input of a pass: the payment graph, the names of its agents and payers, and the trust in seeds by payer number.
 */
export interface NamedGraph {
  readonly graph: CredibilityGraph;
  /**
   * DIDs and payers are sorted by bytes. Equal pairs therefore give a graph of the same bits, wherever the table stores
   * them.
   */
  readonly dids: Names<Did>;
  readonly payers: Names<PayerKey>;
  readonly trust: SeedTrust;
}

/** Blocks of the table in one statement: 16 MB. */
const BLOCKS = 2_000;

const MS_TO_2000 = Date.UTC(2000, 0, 1);

/**
 * Reads all pairs as of one moment, in the order of the table's blocks. In the order of a key, every pair would cost a
 * block of its own. An updated row moves to another block, so one snapshot is needed to see each row once. The
 * statements return columns, with doubles in binary. Trust seeds get numbers even if they have not paid any agent yet.
 * `onProgress` is called between statements.
 */
export const readGraph = async (
  database: Database,
  trusted: ReadonlyMap<PayerKey, number>,
  asOf: Date,
  model: ReputationModel,
  engine: PassEngine = engineHere,
  onProgress: () => Promise<void> = async () => undefined,
): Promise<NamedGraph> => {
  const builder = graphBuilder(trusted, asOf, model);
  await database.transaction(
    async (tx) => {
      const { rows } = await tx.execute<{ blocks: number }>(
        sql`select (pg_relation_size('reputation_pairs') / current_setting('block_size')::int)::int as blocks`,
      );
      for (let block = 0; block < (rows[0]?.blocks ?? 0); block += BLOCKS) {
        const pairs = await readBlocks(tx, block);
        if (pairs !== undefined) builder.add(pairs);
        await onProgress();
      }
    },
    { isolation: 'repeatable read' },
  );
  return builder.build(engine);
};

interface PairColumns {
  /** Names, separated by spaces. */
  readonly dids: string;
  readonly payers: string;
  /** Eight bytes a value, big-endian: doubles, or microseconds since 2000. */
  readonly praised: Buffer;
  readonly faulted: Buffer;
  readonly times: Buffer;
}

async function readBlocks(tx: Transaction, block: number): Promise<PairColumns | undefined> {
  const { rows } = await tx.execute<{ [Column in keyof PairColumns]: PairColumns[Column] | null }>(sql`
    select string_agg(did, ' ') as dids, string_agg(payer, ' ') as payers,
      string_agg(float8send(coalesce(state[${sql.raw(String(PRAISED_AT))}], 0)), '') as praised,
      string_agg(float8send(coalesce(state[${sql.raw(String(FAULTED_AT))}], 0)), '') as faulted,
      string_agg(timestamptz_send(last_event_at), '') as times
    from reputation_pairs where ctid >= ${`(${block},0)`}::tid and ctid < ${`(${block + BLOCKS},0)`}::tid`);
  const [columns] = rows;
  return columns === undefined || columns.dids === null ? undefined : (columns as PairColumns);
}

function graphBuilder(trusted: ReadonlyMap<PayerKey, number>, asOf: Date, model: ReputationModel) {
  const dids = gatherNames<Did>();
  const payers = gatherNames<PayerKey>();
  const columns = pairColumns();
  const trustSeeds = [...trusted].map(([payer, trust]) => [payers.numberOf(viewOf(asciiBytes(payer))), trust] as const);
  /**
   * Whether the pair is a proof, which is not a payment. Deriving the name of a proof's witness takes longer than all
   * other steps.
   */
  const isProof = (did: string, payer: string): boolean => proofWitness(did as Did) === payer;

  return {
    add({ dids: didText, payers: payerText, praised, faulted, times }: PairColumns): void {
      const [agentNames, payerNames] = [asciiBytes(didText), asciiBytes(payerText)];
      const [agentView, payerView, good, bad, moments] = [agentNames, payerNames, praised, faulted, times].map(
        viewOf,
      ) as [DataView, DataView, DataView, DataView, DataView];
      let [agentAt, payerAt] = [0, 0];
      for (let at = 0; at < praised.length; at += 8) {
        const agentEnd = endOfName(agentNames, agentAt);
        const payerEnd = endOfName(payerNames, payerAt);
        const praisedUsd = good.getFloat64(at);
        const mayBeProof = praisedUsd === 0 || model.pair.proofsAreRevenue;
        if (
          !mayBeProof ||
          !isProof(agentNames.toString('latin1', agentAt, agentEnd), payerNames.toString('latin1', payerAt, payerEnd))
        ) {
          const atMs = (moments.getInt32(at) * 0x1_0000_0000 + moments.getUint32(at + 4)) / 1_000 + MS_TO_2000;
          const kept = decaySpending(atMs, asOf.getTime(), model);
          columns.add(
            dids.numberOf(agentView, agentAt, agentEnd),
            payers.numberOf(payerView, payerAt, payerEnd),
            praisedUsd * kept,
            bad.getFloat64(at) * kept,
          );
        }
        [agentAt, payerAt] = [agentEnd + 1, payerEnd + 1];
      }
    },
    async build(engine: PassEngine): Promise<NamedGraph> {
      const arranged = await engine.arrange({ columns: columns.all(), dids: dids.bytes(), payers: payers.bytes() });
      return {
        graph: arranged.graph,
        dids: namesAt(arranged.dids),
        payers: namesAt(arranged.payers),
        trust: new Map(trustSeeds.map(([number, trust]) => [arranged.payerPlaces[number] ?? 0, trust])),
      };
    },
  };
}

const SPACE = 0x20;

function endOfName(names: Buffer, start: number): number {
  const end = names.indexOf(SPACE, start);
  return end < 0 ? names.length : end;
}

/** Growing columns. They grow one after the other, so at most one of them is held twice. */
function pairColumns() {
  let size = 0;
  let agentOf = new Uint32Array(1 << 16);
  let payerOf = new Uint32Array(1 << 16);
  let praisedUsd = new Float64Array(1 << 16);
  let faultedUsd = new Float64Array(1 << 16);
  return {
    add(agent: number, payer: number, praised: number, faulted: number): void {
      if (size === agentOf.length) {
        agentOf = doubled(agentOf, Uint32Array);
        payerOf = doubled(payerOf, Uint32Array);
        praisedUsd = doubled(praisedUsd, Float64Array);
        faultedUsd = doubled(faultedUsd, Float64Array);
      }
      agentOf[size] = agent;
      payerOf[size] = payer;
      praisedUsd[size] = praised;
      faultedUsd[size] = faulted;
      size += 1;
    },
    all: () => ({
      agentOf: agentOf.subarray(0, size),
      payerOf: payerOf.subarray(0, size),
      praisedUsd: praisedUsd.subarray(0, size),
      faultedUsd: faultedUsd.subarray(0, size),
    }),
  };
}

function doubled<Column extends { readonly length: number; set(from: Column): void }>(
  column: Column,
  Kind: new (length: number) => Column,
): Column {
  const grown = new Kind(2 * column.length);
  grown.set(column);
  return grown;
}
