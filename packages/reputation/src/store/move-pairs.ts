import type { Transaction } from '@pos/database/database.ts';
import { rowsAsArrays } from '@pos/database/rows-as-arrays.ts';
import { asJson } from '@pos/database/rows-as-json.ts';
import { runTogether } from '@pos/database/run-together.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql, type SQL } from 'drizzle-orm';
import { compareEvidence, type Evidence } from '../domain/evidence.ts';
import { applyEvidence, emptyPair, isInOrder, replayPair, type PairRow } from '../domain/pair-row.ts';
import { standingEvidence, type EvidenceItem } from '../domain/standing-evidence.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { lockingAgents } from './lock-agents.ts';
import type { PayerKey } from './payer-key.ts';
import { keyOf, lookedUp, PAIR_COLUMNS, pairKeys, readEvidenceItems, type PairKey } from './read-pairs.ts';
import { pairRowFrom, pairState, type StoredPair } from './row-states.ts';
import { newEvidenceItem, type NewEvidence } from './settled-evidence.ts';

/** One pair before and after new evidence. `before` is undefined if the payer is new to the agent. */
export interface MovedPair {
  readonly did: Did;
  readonly payer: PayerKey;
  readonly before: PairRow | undefined;
  readonly after: PairRow;
}

interface PairChange extends PairKey {
  readonly stored: StoredPair | undefined;
  readonly fresh: readonly EvidenceItem[];
}

/**
 * Applies new evidence, which is already stored, to its pairs. Evidence after the last event of a pair is added to it.
 * All other evidence (late, amended, voided, or about a pair of another model) replays the pair from the store, which
 * gives the same bits as arrival in order. The caller has locked the pairs. The statement that writes them also locks
 * their agents.
 */
export async function movePairs(
  tx: Transaction,
  fresh: readonly NewEvidence[],
  model: ReputationModel,
): Promise<readonly MovedPair[]> {
  const byPair = Map.groupBy(fresh, keyOf);
  const keys = [...byPair.values()].flatMap(([first]) =>
    first === undefined ? [] : [{ did: first.did, payer: first.payer }],
  );
  const { stored, contested } = await readPairs(tx, keys, fresh);
  const changes = keys.map((key): PairChange => ({
    ...key,
    stored: stored.get(keyOf(key)),
    fresh: (byPair.get(keyOf(key)) ?? []).map(newEvidenceItem),
  }));
  const added = changes.map((change) => (contested.has(keyOf(change)) ? undefined : addedTo(change, model)));
  const items = await readEvidenceItems(
    tx,
    changes.filter((_, index) => added[index] === undefined),
  );
  const moved = changes.map(
    (change, index): MovedPair => added[index] ?? replayed(change, items.get(keyOf(change)) ?? [], model),
  );
  await runTogether(tx, [savingPairs(moved, model)], lockingAgents([...new Set(moved.map(({ did }) => did))]));
  return moved;
}

/**
 * Reads the stored pairs, and the pairs with a settlement that has more evidence than the payment itself. For the
 * latter, all evidence of the settlement decides what counts.
 */
async function readPairs(tx: Transaction, keys: readonly PairKey[], fresh: readonly NewEvidence[]) {
  const subjects = fresh.flatMap(({ network = null, txSignature = null }) =>
    txSignature === null ? [] : [{ network, txSignature }],
  );
  const { rows } = await tx.execute<{ stored: readonly (StoredPair & PairKey)[]; contested: readonly PairKey[] }>(sql`
    select (${asJson(sql`select ${PAIR_COLUMNS} from ${pairKeys(keys)} w, ${lookedUp(sql`select * from reputation_pairs p where p.did = w.did and p.payer = w.payer`)} p`)}) as stored,
      (${asJson(sql`select e.did, e.payer from ${rowsAsArrays(subjects, { network: 'text', txSignature: 'text' })} w,
        ${lookedUp(sql`select did, payer from reputation_evidence e where e.network = w.network and e.tx_signature = w."txSignature" and e.kind <> 'implicit'`)} e`)}) as contested`);
  const [{ stored, contested } = { stored: [], contested: [] }] = rows;
  return { stored: new Map(stored.map((pair) => [keyOf(pair), pair])), contested: new Set(contested.map(keyOf)) };
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

function replayed(
  { did, payer, stored, fresh }: PairChange,
  items: readonly EvidenceItem[],
  model: ReputationModel,
): MovedPair {
  const isFresh = new Set(fresh.map(({ id }) => id));
  const former = () => replayPair(standingEvidence(items.filter(({ id }) => !isFresh.has(id))), model);
  const before = stored?.modelVersion === model.version ? pairRowFrom(stored, model) : stored && former();
  return { did, payer, before, after: replayPair(standingEvidence(items), model) };
}

function savingPairs(moved: readonly MovedPair[], model: ReputationModel): SQL {
  const rows = moved.map(({ did, payer, after }) => ({
    did,
    payer,
    state: pairState(after),
    at: new Date(after.atMs),
    id: after.lastId || NO_EVIDENCE,
  }));
  return sql`
    insert into reputation_pairs (did, payer, model_version, state, last_event_at, last_event_id)
    select did, payer, ${model.version}, state, at, id from ${rowsAsArrays(rows, { did: 'text', payer: 'text', state: 'float8[]', at: 'timestamptz', id: 'uuid' })} w
    on conflict (did, payer) do update set
      model_version = excluded.model_version, state = excluded.state, last_event_at = excluded.last_event_at, last_event_id = excluded.last_event_id`;
}

/** Last event id of a pair without counting evidence. */
const NO_EVIDENCE = '00000000-0000-0000-0000-000000000000';
