import type { Transaction } from '@pos/database/database.ts';
import { OvertakenError } from '@pos/database/database-error.ts';
import { rowsAsArrays } from '@pos/database/rows-as-arrays.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import { compareEvidence, type Evidence } from '../domain/evidence.ts';
import { applyEvidence, emptyPair, isInOrder, replayPair, type PairRow } from '../domain/pair-row.ts';
import { standingEvidence, type Statement } from '../domain/standing-evidence.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { keyOf, PAIR_COLUMNS, pairKeys, readStatements, rowsOf, type PairKey } from './read-pairs.ts';
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
  await savePairs(tx, moved, stored, model);
  return moved;
}

/** The pairs that there are, locked in one order. Those that there are not are made when they are saved. */
async function lockPairs(tx: Transaction, fresh: readonly NewEvidence[]): Promise<ReadonlyMap<string, StoredPair>> {
  const wanted = new Map(fresh.map(({ did, payer }) => [keyOf({ did, payer }), { did, payer }]));
  const known = await rowsOf<StoredPair & PairKey>(
    tx,
    sql`select ${PAIR_COLUMNS} from ${pairKeys([...wanted.values()])} w join reputation_pairs p on p.did = w.did and p.payer = w.payer
      order by p.did, p.payer for update of p`,
  );
  return new Map(known.map((pair) => [keyOf(pair), pair]));
}

/** Pairs about whose settlements more was said than that they were paid: what counts of it takes all of it to know. */
async function contestedPairs(tx: Transaction, fresh: readonly NewEvidence[]): Promise<ReadonlySet<string>> {
  const subjects = fresh.flatMap(({ network = null, txSignature = null }) => (txSignature === null ? [] : [{ network, txSignature }]));
  if (subjects.length === 0) return new Set();
  const rows = await rowsOf<PairKey>(
    tx,
    sql`select distinct e.did, e.payer from ${rowsAsArrays(subjects, { network: 'text', txSignature: 'text' })} w
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

const COLUMNS = { did: 'text', payer: 'text', state: 'float8[]', at: 'timestamptz', id: 'uuid' } as const;

/**
 * Writes pairs that are locked, and makes those that were not there. Whoever made one of these meanwhile was not waited
 * for when pairs were locked, and must not be now, out of order: the transaction begins anew and finds the pair.
 */
async function savePairs(tx: Transaction, moved: readonly MovedPair[], stored: ReadonlyMap<string, StoredPair>, model: ReputationModel): Promise<void> {
  const rows = moved.map(({ did, payer, after }) => ({ did, payer, state: pairState(after), at: new Date(after.atMs), id: after.lastId || NO_EVIDENCE }));
  const known = rows.filter((row) => stored.has(keyOf(row)));
  const made = rows.filter((row) => !stored.has(keyOf(row)));
  if (known.length > 0)
    await tx.execute(sql`
      update reputation_pairs p set model_version = ${model.version}, state = w.state, last_event_at = w.at, last_event_id = w.id
      from ${rowsAsArrays(known, COLUMNS)} w where p.did = w.did and p.payer = w.payer`);
  if (made.length === 0) return;
  const { rowCount } = await tx.execute(sql`
    insert into reputation_pairs (did, payer, model_version, state, last_event_at, last_event_id)
    select did, payer, ${model.version}, state, at, id from ${rowsAsArrays(made, COLUMNS)} w order by did, payer on conflict do nothing`);
  if (rowCount !== made.length) throw new OvertakenError('a pair that was new');
}

/** What a pair of which nothing counts (yet, or any more) came to last. */
const NO_EVIDENCE = '00000000-0000-0000-0000-000000000000';
