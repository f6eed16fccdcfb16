import type { GRAPH_PARTS } from '@pos/database/schema/credibility-graphs.ts';
import type { Database, Transaction } from '@pos/database/database.ts';
import type { Queries } from '@pos/database/session.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import type { PayerKey } from '../store/payer-key.ts';
import { graphIsSaved, writeAsHolder, type RunningEpoch } from './epoch-rows.ts';
import { namesFrom, type Names } from './names.ts';
import type { NamedGraph } from './read-graph.ts';

type Part = (typeof GRAPH_PARTS)[number];

/** Sizes of one slice: bytes of numbers, a whole number of doubles, and count of names. */
const SLICE_BYTES = 1 << 22;
const SLICE_NAMES = 1 << 16;

/**
 * Stores the input of a pass, so that a worker that takes over the pass uses the same input and ignores later payments.
 * Numbers are stored in their memory layout, which is little-endian on every machine that Node supports.
 */
export async function saveGraph(
  database: Database,
  epoch: RunningEpoch,
  named: NamedGraph,
  now: () => Date,
): Promise<void> {
  for (const [part, slice, body] of slicesOf(named))
    await writeAsHolder(database, epoch, undefined, (tx) => insertSlice(tx, epoch.id, part, slice, body));
  await graphIsSaved(database.orm, epoch, now());
}

const insertSlice = (tx: Transaction, epoch: number, part: Part, slice: number, body: Buffer) =>
  tx.execute(
    sql`insert into credibility_graphs (epoch, part, slice, body) values (${epoch}, ${part}, ${slice}, ${body})`,
  );

function* slicesOf({ graph, dids, payers, trust }: NamedGraph): Generator<readonly [Part, number, Buffer]> {
  yield ['trustSeeds', 0, Buffer.from(JSON.stringify([...trust]))];
  for (const [part, names] of [
    ['dids', dids],
    ['payers', payers],
  ] as const)
    for (let slice = 0; slice * SLICE_NAMES < names.size; slice += 1)
      yield [part, slice, namesIn(names, slice * SLICE_NAMES)];
  for (const part of NUMBERS) {
    const bytes = bytesOf(graph[part]);
    for (let slice = 0; slice * SLICE_BYTES < bytes.length; slice += 1)
      yield [part, slice, bytes.subarray(slice * SLICE_BYTES, (slice + 1) * SLICE_BYTES)];
  }
}

const NUMBERS = ['agentStarts', 'payerOf', 'praisedUsd', 'faultedUsd'] as const;

function namesIn(names: Names<string>, first: number): Buffer {
  const count = Math.min(SLICE_NAMES, names.size - first);
  return Buffer.from(Array.from({ length: count }, (_, offset) => names.nameOf(first + offset)).join(' '));
}

const bytesOf = (column: Uint32Array | Float64Array): Buffer =>
  Buffer.from(column.buffer, column.byteOffset, column.byteLength);

/** Reads the graph back, to the bit; `undefined` if a part is missing. */
export async function loadGraph(queries: Queries, epoch: number): Promise<NamedGraph | undefined> {
  const { rows: parts } = await queries.execute<{ part: Part; slices: number; bytes: number }>(
    sql`select part, count(*)::int as slices, sum(octet_length(body))::float8 as bytes from credibility_graphs where epoch = ${epoch} group by part`,
  );
  const sizes = new Map(parts.map(({ part, ...size }) => [part, size]));
  async function* slices(part: Part): AsyncGenerator<Buffer> {
    for (let slice = 0; slice < (sizes.get(part)?.slices ?? 0); slice += 1) {
      const { rows } = await queries.execute<{ body: Buffer }>(
        sql`select body from credibility_graphs where epoch = ${epoch} and part = ${part} and slice = ${slice}`,
      );
      if (rows[0] !== undefined) yield rows[0].body;
    }
  }
  const bytes = async (part: Part): Promise<ArrayBuffer> => {
    const whole = new Uint8Array(sizes.get(part)?.bytes ?? 0);
    let used = 0;
    for await (const body of slices(part)) {
      whole.set(body, used);
      used += body.length;
    }
    return whole.buffer;
  };
  const names = async <Name extends string>(part: Part): Promise<Names<Name>> => {
    const texts: string[] = [];
    for await (const body of slices(part)) texts.push(body.toString('latin1'));
    return namesFrom<Name>(texts);
  };
  const [dids, payers] = [await names<Did>('dids'), await names<PayerKey>('payers')];
  const graph = {
    payers: payers.size,
    agents: dids.size,
    agentStarts: new Uint32Array(await bytes('agentStarts')),
    payerOf: new Uint32Array(await bytes('payerOf')),
    praisedUsd: new Float64Array(await bytes('praisedUsd')),
    faultedUsd: new Float64Array(await bytes('faultedUsd')),
  };
  const pairs = graph.agentStarts.at(-1);
  const isWhole =
    graph.agentStarts.length === dids.size + 1 &&
    [graph.payerOf, graph.praisedUsd, graph.faultedUsd].every(({ length }) => length === pairs);
  if (!isWhole || !sizes.has('trustSeeds')) return undefined;
  const trust = new Map(JSON.parse(Buffer.from(await bytes('trustSeeds')).toString()) as (readonly [number, number])[]);
  return { graph, dids, payers, trust };
}
