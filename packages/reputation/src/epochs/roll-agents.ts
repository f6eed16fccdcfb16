import type { Database, Transaction } from '@pos/database/database.ts';
import { tryKey } from '@pos/database/lock-keys.ts';
import { rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { agentRowFrom } from '../domain/agent-row.ts';
import { MS_PER_DAY } from '../domain/evidence.ts';
import type { ApplicationContext } from '../store/application-context.ts';
import { lockAgents, type LockedAgent } from '../store/lock-agents.ts';
import { publishScores, type MovedAgent } from '../store/publish-scores.ts';
import { readRatedPairs, rowsOf } from '../store/read-pairs.ts';
import { scoreBody } from '../store/score-body.ts';
import { publishedEpoch, type PublishedEpoch } from './epoch-rows.ts';

export interface RollTurn {
  /** Agents that are of the epoch in use now and were not. */
  readonly moved: number;
  /** Those of them whose sums had to be built again. */
  readonly rebuilt: number;
}

const CHUNK = 100;

/** Enough for as many workers as there may be. */
const CANDIDATES = 10 * CHUNK;

/** Half of the life of a landmark: rows are built again long before evidence would find them too old. */
const LANDMARK_RENEWED_DAYS = 15;

/**
 * Moves some agents, each in one piece, to the epoch in use: those whose payers are worth what they were just say so,
 * the others are built again from their pairs. Agents are locked in order, so this runs beside the consumers, and
 * whoever stops it loses nothing: what is left is of the former epoch, which is kept as long.
 */
export async function rollAgents(database: Database, context: ApplicationContext): Promise<RollTurn> {
  const epoch = await publishedEpoch(database.orm);
  if (epoch === undefined) return { moved: 0, rebuilt: 0 };
  return database.transaction(
    async (tx) => {
      const agents = await lockAgents(tx, await dueAgents(tx, epoch), context);
      const affected = await affectedAgents(tx, agents, epoch);
      const renewedMs = epoch.asOf.getTime() - LANDMARK_RENEWED_DAYS * MS_PER_DAY;
      const isDue = ({ did, row }: LockedAgent): boolean => affected.has(did) || row === undefined || row.landmarkMs < renewedMs;
      await keepSums(tx, agents.filter((agent) => !isDue(agent)).map(({ did }) => did), epoch);
      const rebuilt = await rebuild(tx, agents.filter(isDue), epoch, context);
      await publishScores(tx, rebuilt, context);
      return { moved: agents.length, rebuilt: rebuilt.length };
    },
    { attempts: 4 },
  );
}

/**
 * Some that nobody else is at, and whom nobody else is at from now on: several workers move different agents, and none waits
 * for a busy one, which has its turn later.
 */
async function dueAgents(tx: Transaction, epoch: PublishedEpoch): Promise<readonly Did[]> {
  const { rows } = await tx.execute<{ did: Did }>(sql`
    with due as materialized ((select did from reputation_scores where epoch < ${epoch.id} order by epoch, did limit ${CANDIDATES})
      union all (select did from reputation_scores where epoch is null order by did limit ${CANDIDATES}))
    select did from due where ${tryKey(sql`'agent ' || did`)} limit ${CHUNK}`);
  return rows.map(({ did }) => did);
}

/** Agents one of whose payers is worth more or less there than in the epoch that the agent is of. */
async function affectedAgents(tx: Transaction, agents: readonly LockedAgent[], epoch: PublishedEpoch): Promise<ReadonlySet<Did>> {
  if (agents.length === 0) return new Set();
  const rows = await rowsOf<{ did: Did }>(
    tx,
    sql`select distinct p.did from ${rowsAsJson(agents.map(({ did, epoch: former }) => ({ did, former })))} as w(did text, former bigint)
      join reputation_pairs p on p.did = w.did
      left join pair_credibility own on own.epoch = ${epoch.id} and own.did = p.did and own.payer = p.payer
      left join payer_credibility elsewhere on elsewhere.epoch = ${epoch.id} and elsewhere.payer = p.payer
      left join pair_credibility own_then on own_then.epoch = w.former and own_then.did = p.did and own_then.payer = p.payer
      left join payer_credibility elsewhere_then on elsewhere_then.epoch = w.former and elsewhere_then.payer = p.payer
      where coalesce(own.credibility, elsewhere.credibility, 0) <> coalesce(own_then.credibility, elsewhere_then.credibility, 0)`,
  );
  return new Set(rows.map(({ did }) => did));
}

async function keepSums(tx: Transaction, dids: readonly Did[], epoch: PublishedEpoch): Promise<void> {
  if (dids.length === 0) return;
  await tx.execute(sql`update reputation_scores s set epoch = ${epoch.id}
    from ${rowsAsJson(dids.map((did) => ({ did })))} as w(did text) where s.did = w.did`);
}

async function rebuild(tx: Transaction, agents: readonly LockedAgent[], { id, asOf }: PublishedEpoch, { now, model }: ApplicationContext): Promise<readonly MovedAgent[]> {
  if (agents.length === 0) return [];
  const pairs = Map.groupBy(await readRatedPairs(tx, agents.map(({ did }) => did), id, model), ({ did }) => did);
  return agents.map(({ did, head }) => {
    const row = agentRowFrom(pairs.get(did) ?? [], asOf.getTime(), model);
    return { did, epoch: id, head, row, body: scoreBody(row, now, null, model), cause: { epoch: id } };
  });
}
