import type { Database, Transaction } from '@pos/database/database.ts';
import { tryKey } from '@pos/database/lock-keys.ts';
import { rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { MS_PER_DAY } from '../domain/evidence.ts';
import type { ApplicationContext } from '../store/application-context.ts';
import { lockAgents, type LockedAgent } from '../store/lock-agents.ts';
import { publishScores, type MovedAgent } from '../store/publish-scores.ts';
import { credibilityIn, rowsOf } from '../store/read-pairs.ts';
import { PAYERS_AT } from '../store/row-states.ts';
import { scoreBody } from '../store/score-body.ts';
import { publishedEpoch, type PublishedEpoch } from './epoch-rows.ts';
import { PAIRS_AT_ONCE, sumsAnew, type CountedAgent } from './rebuild-agents.ts';

export interface RollTurn {
  /** Agents that were moved to the epoch in use. */
  readonly moved: number;
  /** Moved agents whose sums had to be built again. */
  readonly rebuilt: number;
}

/** The last agent that former turns reached. */
interface Place {
  /** Agents of former epochs come first, then agents without an epoch. */
  readonly epoch: number | null;
  readonly did: string;
}

const START: Place = { epoch: -1, did: '' };

const CHUNK = 100;

/** Maximum number of candidates that one turn examines. It is enough for the maximum number of workers. */
const CANDIDATES = 10 * CHUNK;

/**
 * Age at which a landmark is renewed: half of its life, so rows are rebuilt long before they are too old for new
 * evidence.
 */
const LANDMARK_RENEWED_DAYS = 15;

/**
 * Moves agents to the epoch in use, some in each transaction. Ends when all agents are moved, when other workers hold
 * the rest, or when the signal aborts. Each turn starts where the last one stopped, because a search from the beginning
 * would scan all moved agents again.
 */
export async function rollAgents(
  database: Database,
  context: ApplicationContext,
  signal?: AbortSignal,
): Promise<RollTurn> {
  const epoch = await publishedEpoch(database.orm);
  let [moved, rebuilt] = [0, 0];
  for (let place: Place | undefined = START; epoch !== undefined && place !== undefined && signal?.aborted !== true;) {
    const turn: RollTurn & { readonly place: Place | undefined } = await rollSome(database, context, epoch, place);
    [moved, rebuilt, place] = [moved + turn.moved, rebuilt + turn.rebuilt, turn.place];
  }
  return { moved, rebuilt };
}

/**
 * Moves some agents. An agent whose payers kept their credibility only gets the new epoch id; the others are rebuilt
 * from their pairs. Agents are locked, so this can run concurrently with the consumers. If a worker stops, nothing is
 * lost, because the remaining agents keep the former epoch, which stays stored.
 */
const rollSome = (database: Database, context: ApplicationContext, epoch: PublishedEpoch, after: Place) =>
  database.transaction(
    async (tx) => {
      const { due, place } = await dueAgents(tx, epoch, after);
      const payersOf = new Map(due.map(({ did, payers }) => [did, payers]));
      const agents = await lockAgents(tx, [...payersOf.keys()], context);
      const affected = await affectedAgents(
        tx,
        agents.filter(({ did }) => !isLarge(payersOf.get(did))),
        epoch,
      );
      const renewedMs = epoch.asOf.getTime() - LANDMARK_RENEWED_DAYS * MS_PER_DAY;
      const isDue = ({ did, row }: LockedAgent): boolean =>
        affected.has(did) || isLarge(payersOf.get(did)) || row === undefined || row.landmarkMs < renewedMs;
      await keepSums(
        tx,
        agents.filter((agent) => !isDue(agent)).map(({ did }) => did),
        epoch,
      );
      const rebuilt = await rebuild(tx, agents.filter(isDue), payersOf, epoch, context);
      await publishScores(tx, rebuilt, context);
      return { moved: agents.length, rebuilt: rebuilt.length, place };
    },
    { attempts: 4 },
  );

/**
 * Selects and locks some due agents, and skips agents that another worker or consumer holds. Several workers therefore
 * move different agents and do not wait for busy ones. A later turn moves the skipped agents.
 */
async function dueAgents(
  tx: Transaction,
  epoch: PublishedEpoch,
  after: Place,
): Promise<{ readonly due: readonly CountedAgent[]; readonly place: Place | undefined }> {
  const columns = sql`did, epoch, state[${sql.raw(String(PAYERS_AT))}] as payers`;
  const due =
    after.epoch === null
      ? sql`select ${columns} from reputation_scores where epoch is null and did > ${after.did} order by did limit ${CANDIDATES}`
      : sql`select ${columns} from reputation_scores where epoch < ${epoch.id} and (epoch, did) > (${after.epoch}, ${after.did}) order by epoch, did limit ${CANDIDATES}`;
  const { rows } = await tx.execute<{ did: Did; epoch: string | null; payers: number | null }>(
    sql`with due as materialized (${due}) select did, epoch, payers from due where ${tryKey(sql`'agent ' || did`)} limit ${CHUNK}`,
  );
  const taken = upToPairs(rows.map((row) => ({ ...row, payers: row.payers ?? Number.POSITIVE_INFINITY })));
  const last = taken.at(-1);
  const further = after.epoch === null ? undefined : { epoch: null, did: '' };
  return {
    due: taken,
    place: last === undefined ? further : { epoch: last.epoch === null ? null : Number(last.epoch), did: last.did },
  };
}

/**
 * The first agents that together have at most as many pairs as one statement reads, and at least one agent. This keeps
 * transactions short.
 */
function upToPairs<Agent extends CountedAgent>(agents: readonly Agent[]): readonly Agent[] {
  let pairs = 0;
  const end = agents.findIndex(({ payers }, index) => (pairs += payers) > PAIRS_AT_ONCE && index > 0);
  return end < 0 ? agents : agents.slice(0, end);
}

/** Whether rebuilding the agent is faster than checking whether its payers changed. */
const isLarge = (payers = 0): boolean => payers > PAIRS_AT_ONCE;

/** Agents with a payer whose credibility differs from that in the agent's present epoch. */
async function affectedAgents(
  tx: Transaction,
  agents: readonly LockedAgent[],
  epoch: PublishedEpoch,
): Promise<ReadonlySet<Did>> {
  if (agents.length === 0) return new Set();
  const rows = await rowsOf<{ did: Did }>(
    tx,
    sql`select distinct p.did from ${rowsAsJson(agents.map(({ did, epoch: former }) => ({ did, former })))} as w(did text, former bigint)
      join reputation_pairs p on p.did = w.did
      where coalesce(${credibilityIn(sql`${epoch.id}`, sql`p`)}, 0) <> coalesce(${credibilityIn(sql`w.former`, sql`p`)}, 0)`,
  );
  return new Set(rows.map(({ did }) => did));
}

async function keepSums(tx: Transaction, dids: readonly Did[], epoch: PublishedEpoch): Promise<void> {
  if (dids.length === 0) return;
  await tx.execute(sql`update reputation_scores s set epoch = ${epoch.id}
    from ${rowsAsJson(dids.map((did) => ({ did })))} as w(did text) where s.did = w.did`);
}

async function rebuild(
  tx: Transaction,
  agents: readonly LockedAgent[],
  payersOf: ReadonlyMap<Did, number>,
  epoch: PublishedEpoch,
  { now, model }: ApplicationContext,
): Promise<readonly MovedAgent[]> {
  const rows = await sumsAnew(
    tx,
    agents.map(({ did }) => ({ did, payers: payersOf.get(did) ?? Number.POSITIVE_INFINITY })),
    epoch,
    model,
  );
  return agents.flatMap(({ did, head }) => {
    const row = rows.get(did);
    return row === undefined
      ? []
      : [{ did, epoch: epoch.id, head, row, body: scoreBody(row, now, null, model), cause: { epoch: epoch.id } }];
  });
}
