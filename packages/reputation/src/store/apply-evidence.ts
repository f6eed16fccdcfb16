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

/**
 * Maximum number of attempts. PostgreSQL rolls back a batch that deadlocks with another batch about the same
 * transaction. The batch is then repeated.
 */
const ATTEMPTS = 4;

/**
 * Applies evidence, each item once, also if it is delivered repeatedly. Evidence, pairs, agents, audit and outgoing events
 * are written in one transaction of five statements, for any number of items. Pairs are locked first and agents
 * last, each in a fixed order, so batches do not deadlock, and an agent that many payers pay is locked only while its
 * sums are updated. Returns the number of new items.
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
 * Locks the pairs of the items, and stores the items that are new. Two deliveries of one item concern the same pair, so
 * they wait for the pair's lock and not for the item. PostgreSQL computes the subquery before it writes the first row.
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

/**
 * Rebuilds an agent's row from all of its pairs, at the landmark of this epoch. Needed when the row is too old or
 * another model wrote it.
 */
const rebuiltRow = async (
  tx: Transaction,
  did: Did,
  epoch: number | null,
  { now, model }: ApplicationContext,
): Promise<AgentRow> => agentRowFrom(await readRatedPairs(tx, [did], epoch, model), epochStartMs(now, model), model);
