import type { Database, Transaction } from '@pos/database/database.ts';
import { locking } from '@pos/database/lock-keys.ts';
import { rowsAsArrays } from '@pos/database/rows-as-arrays.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { addRows, agentRowFrom, changeOf, LANDMARK_LIFE_DAYS, type AgentRow } from '../domain/agent-row.ts';
import { MS_PER_DAY } from '../domain/evidence.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import type { ApplicationContext } from './application-context.ts';
import { readLocked } from './lock-agents.ts';
import { movePairs, type MovedPair } from './move-pairs.ts';
import { publishScores, type MovedAgent } from './publish-scores.ts';
import { keyOf, readRatedPairs } from './read-pairs.ts';
import { epochStartMs, scoreBody } from './score-body.ts';
import type { NewEvidence } from './settled-evidence.ts';

/** Deadlocks with other batches about the same transaction are undone by PostgreSQL and run again. */
const ATTEMPTS = 4;

/**
 * Takes evidence into account, each piece once however often it comes: evidence, pairs, agents, audit and the events
 * that tell of it, all in one transaction of five statements, however many pieces. Pairs are locked first and agents last,
 * each in one order, so that batches do not wait for each other in a circle and an agent whom everybody pays is held
 * only while its sums are added to. Returns how many pieces were new.
 */
export const applyEvidenceBatch = (
  database: Database,
  evidence: readonly NewEvidence[],
  context: ApplicationContext,
): Promise<number> =>
  evidence.length === 0
    ? Promise.resolve(0)
    : database.transaction((tx) => applyWithin(tx, evidence, context), { attempts: ATTEMPTS });

async function applyWithin(
  tx: Transaction,
  evidence: readonly NewEvidence[],
  context: ApplicationContext,
): Promise<number> {
  const fresh = await storeEvidence(tx, evidence);
  if (fresh.length === 0) return 0;
  const moved = await movePairs(tx, fresh, context.model);
  await publishScores(tx, await moveAgents(tx, moved, fresh, context), context);
  return fresh.length;
}

const EVIDENCE_COLUMNS = {
  eventId: 'uuid',
  did: 'text',
  payer: 'text',
  kind: 'text',
  outcome: 'float8',
  usdMicro: 'bigint',
  revision: 'bigint',
  provenance: 'jsonb',
  settlementId: 'uuid',
  network: 'text',
  txSignature: 'text',
  slot: 'bigint',
  occurredAt: 'timestamptz',
} as const;

/**
 * Locks the pairs that the pieces are about, and keeps those that are new. Nobody waits for a piece: two deliveries of one
 * are about one pair. The subquery is computed before the first row is written.
 */
async function storeEvidence(tx: Transaction, evidence: readonly NewEvidence[]): Promise<readonly NewEvidence[]> {
  const byId = new Map(evidence.map((piece) => [piece.eventId, piece]));
  const { rows } = await tx.execute<{ event_id: string }>(sql`
    with locked as materialized (${locking([...byId.values()].map((piece) => `pair ${keyOf(piece)}`))})
    insert into reputation_evidence
      (event_id, did, payer, kind, outcome, usd_micro, revision, provenance, settlement_id, network, tx_signature, slot, occurred_at)
    select "eventId", did, payer, kind, outcome, "usdMicro", coalesce(revision, 0), provenance, "settlementId", network, "txSignature", slot, "occurredAt"
    from ${rowsAsArrays([...byId.values()], EVIDENCE_COLUMNS)} w where (select held from locked) > 0
    order by "eventId" on conflict do nothing returning event_id`);
  return rows.flatMap(({ event_id: id }) => byId.get(id) ?? []);
}

async function moveAgents(
  tx: Transaction,
  moved: readonly MovedPair[],
  fresh: readonly NewEvidence[],
  context: ApplicationContext,
): Promise<readonly MovedAgent[]> {
  const { agents, credibilities } = await readLocked(
    tx,
    moved.map(({ did, payer }) => ({ did, payer })),
    context,
  );
  const byAgent = Map.groupBy(moved, ({ did }) => did);
  const evidence = Map.groupBy(fresh, ({ did }) => did);
  const result: MovedAgent[] = [];
  for (const { did, epoch, head, row: known } of agents) {
    const pairs = byAgent.get(did) ?? [];
    const row =
      known && stillFits(known, pairs)
        ? moveRow(known, pairs, credibilities, context.model)
        : await rebuiltRow(tx, did, epoch, context);
    const cause = { evidence: (evidence.get(did) ?? []).map(({ eventId, kind }) => ({ id: eventId, kind })) };
    result.push({ did, epoch, head, row, body: scoreBody(row, context.now, null, context.model), cause });
  }
  return result;
}

const stillFits = (row: AgentRow, pairs: readonly MovedPair[]): boolean =>
  pairs.every(({ after }) => after.atMs - row.landmarkMs <= LANDMARK_LIFE_DAYS * MS_PER_DAY);

const moveRow = (
  row: AgentRow,
  pairs: readonly MovedPair[],
  credibilities: ReadonlyMap<string, number>,
  model: ReputationModel,
): AgentRow =>
  pairs.reduce((sum, { before, after, ...key }) => {
    const credibility = credibilities.get(keyOf(key)) ?? 0;
    return addRows(
      sum,
      changeOf(before && { pair: before, credibility }, { pair: after, credibility }, row.landmarkMs, model),
    );
  }, row);

/** From all of the agent's pairs, at this epoch's landmark: where the row has grown too old, or is of another model. */
const rebuiltRow = async (
  tx: Transaction,
  did: Did,
  epoch: number | null,
  { now, model }: ApplicationContext,
): Promise<AgentRow> => agentRowFrom(await readRatedPairs(tx, [did], epoch, model), epochStartMs(now, model), model);
