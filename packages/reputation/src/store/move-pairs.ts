import type { Transaction } from '@pos/database/database.ts';
import { rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import { compareEvidence, type Evidence } from '../domain/evidence.ts';
import { applyEvidence, emptyPair, isInOrder, replayPair, type PairRow } from '../domain/pair-row.ts';
import { standingEvidence, type Statement } from '../domain/standing-evidence.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { keyOf, PAIR_COLUMNS, readStatements, rowsOf, type PairKey } from './read-pairs.ts';
import { pairRowFrom, pairState, type StoredPair } from './row-states.ts';
import { statementOfNew, type NewEvidence } from './settled-evidence.ts';

/** What evidence did to one pair; `before` is undefined where the payer is new to the agent. */
export interface MovedPair {
  readonly did: Did;
  readonly payer: SolanaAddress;
  readonly before: PairRow | undefined;
  readonly after: PairRow;
}

interface PairChange extends PairKey {
  readonly stored: StoredPair | undefined;
  readonly fresh: readonly Statement[];
}

/**
 * Takes fresh evidence, which is stored already, into its pairs. What comes after the last of a pair's evidence is added
 * to it; everything else (late, amended, voided, of another model) replays its pair from the store, which gives the bits
 * that its arrival in time would have given. Pairs are locked in one order, and before any agent is.
 */
export async function movePairs(tx: Transaction, fresh: readonly NewEvidence[], model: ReputationModel): Promise<readonly MovedPair[]> {
  const stored = await lockPairs(tx, fresh);
  const contested = await contestedPairs(tx, fresh);
  const changes: PairChange[] = [...Map.groupBy(fresh, keyOf)].flatMap(([key, rows]) => {
    const [first] = rows;
    return first === undefined ? [] : [{ did: first.did, payer: first.payer, stored: stored.get(key), fresh: rows.map(statementOfNew) }];
  });
  const added = changes.map((change) => (contested.has(keyOf(change)) ? undefined : addedTo(change, model)));
  const statements = await readStatements(tx, changes.filter((_, index) => added[index] === undefined));
  const moved = changes.map((change, index): MovedPair => added[index] ?? replayed(change, statements.get(keyOf(change)) ?? [], model));
  await savePairs(tx, moved, model);
  return moved;
}

/**
 * The pairs that there were before, locked; those that there were not are made, so that there is something to lock. One
 * statement does both in one order: an update whose condition never holds locks its row and writes nothing. Were known
 * pairs locked first and others made after, two batches could wait for each other.
 */
async function lockPairs(tx: Transaction, fresh: readonly NewEvidence[]): Promise<ReadonlyMap<string, StoredPair>> {
  const wanted = new Map(fresh.map(({ did, payer }) => [keyOf({ did, payer }), { did, payer }]));
  const { rows: made } = await tx.execute<{ did: Did; payer: SolanaAddress }>(sql`
    insert into reputation_pairs as p (did, payer, model_version, last_event_at, last_event_id)
    select did, payer, '', 'epoch', ${NO_EVIDENCE}::uuid from ${rowsAsJson([...wanted.values()])} as w(did text, payer text)
    order by did, payer on conflict (did, payer) do update set payer = excluded.payer where false returning did, payer`);
  for (const key of made) wanted.delete(keyOf(key));
  if (wanted.size === 0) return new Map();
  const known = await rowsOf<StoredPair & PairKey>(
    tx,
    sql`select ${PAIR_COLUMNS} from ${rowsAsJson([...wanted.values()])} as w(did text, payer text)
      join reputation_pairs p on p.did = w.did and p.payer = w.payer`,
  );
  return new Map(known.map((pair) => [keyOf(pair), pair]));
}

/** Pairs about whose settlements more was said than that they were paid: what counts of it takes all of it to know. */
async function contestedPairs(tx: Transaction, fresh: readonly NewEvidence[]): Promise<ReadonlySet<string>> {
  const subjects = fresh.flatMap(({ network = null, txSignature = null }) => (txSignature === null ? [] : [{ network, txSignature }]));
  if (subjects.length === 0) return new Set();
  const rows = await rowsOf<PairKey>(
    tx,
    sql`select distinct e.did, e.payer from ${rowsAsJson(subjects)} as w(network text, "txSignature" text)
      join reputation_evidence e on e.network = w.network and e.tx_signature = w."txSignature" where e.kind <> 'implicit'`,
  );
  return new Set(rows.map(keyOf));
}

function addedTo({ did, payer, stored, fresh }: PairChange, model: ReputationModel): MovedPair | undefined {
  if (stored !== undefined && stored.modelVersion !== model.version) return undefined;
  const before = stored === undefined ? undefined : pairRowFrom(stored, model);
  const events: readonly Evidence[] = standingEvidence(fresh).toSorted(compareEvidence);
  const [first] = events;
  const start = before ?? emptyPair(model);
  if (first === undefined || !isInOrder(start, first)) return undefined;
  return { did, payer, before, after: events.reduce((pair, event) => applyEvidence(pair, event, model), start) };
}

function replayed({ did, payer, stored, fresh }: PairChange, statements: readonly Statement[], model: ReputationModel): MovedPair {
  const isFresh = new Set(fresh.map(({ id }) => id));
  const former = () => replayPair(standingEvidence(statements.filter(({ id }) => !isFresh.has(id))), model);
  const before = stored?.modelVersion === model.version ? pairRowFrom(stored, model) : stored && former();
  return { did, payer, before, after: replayPair(standingEvidence(statements), model) };
}

async function savePairs(tx: Transaction, moved: readonly MovedPair[], model: ReputationModel): Promise<void> {
  const rows = moved.map(({ did, payer, after }) => ({ did, payer, state: pairState(after), at: new Date(after.atMs), id: after.lastId || NO_EVIDENCE }));
  await tx.execute(sql`
    update reputation_pairs p set model_version = ${model.version}, state = w.state, last_event_at = w.at, last_event_id = w.id
    from ${rowsAsJson(rows)} as w(did text, payer text, state float8[], at timestamptz, id uuid) where p.did = w.did and p.payer = w.payer`);
}

/** What a pair of which nothing counts (yet, or any more) came to last. */
const NO_EVIDENCE = '00000000-0000-0000-0000-000000000000';
