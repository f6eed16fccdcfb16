import { detailType } from '@pos/contract/event.ts';
import { reputationChanged } from '@pos/contract/events/reputation-changed.ts';
import { appendAudits } from '@pos/database/audit.ts';
import type { Database, Transaction } from '@pos/database/database.ts';
import { enqueue } from '@pos/database/outbox.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { asc, inArray, sql } from 'drizzle-orm';
import * as z from 'zod';
import { addRows, agentRowFrom, changeOf, emptyAgent, LANDMARK_LIFE_DAYS, type AgentRow } from '../domain/agent-row.ts';
import { MS_PER_DAY } from '../domain/evidence.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { movePairs, restatePairs, type MovedPair } from './move-pairs.ts';
import { agentRowFromState, agentState } from './row-states.ts';
import { epochStartMs, scoreBody, type ScoreBody } from './score-body.ts';
import type { NewEvidence, StoredEvidence } from './settled-evidence.ts';

export interface ApplicationContext {
  readonly now: Date;
  readonly newId: () => string;
  readonly model: ReputationModel;
}

interface MovedAgent {
  readonly did: Did;
  readonly row: AgentRow;
  readonly body: ScoreBody;
  readonly evidence: readonly StoredEvidence[];
}

/** Deadlocks with other batches about the same transaction are undone by PostgreSQL and run again. */
const ATTEMPTS = 4;

/**
 * Takes evidence into account, each piece once however often it comes: evidence, pairs, agents, audit and the events
 * that tell of it, all in one transaction. Agents are locked in the order of their DIDs, so that batches do not wait for
 * each other in a circle. Returns how many pieces were new.
 */
export const applyEvidenceBatch = (database: Database, evidence: readonly NewEvidence[], context: ApplicationContext): Promise<number> =>
  evidence.length === 0
    ? Promise.resolve(0)
    : database.transaction(
        async (tx) => {
          const dids = [...new Set(evidence.map(({ did }) => did))].sort();
          const rows = await lockAgents(tx, dids, context);
          const fresh = await storeEvidence(tx, evidence);
          if (fresh.length === 0) return 0;
          const moved = await movePairs(tx, fresh, context.model);
          await publish(tx, await moveAgents(tx, rows, moved, fresh, context), context);
          return fresh.length;
        },
        { attempts: ATTEMPTS },
      );

/** The agents' rows, locked, and built again where they were of another model. */
async function lockAgents(tx: Transaction, dids: readonly Did[], context: ApplicationContext): Promise<ReadonlyMap<Did, AgentRow>> {
  const empty = emptyAgent(epochStartMs(context.now, context.model), context.model);
  const body = scoreBody(empty, context.now, null, context.model);
  // The row to lock must exist first; whoever makes it at the same moment is waited for.
  await tx
    .insert(reputationScores)
    .values(dids.map((did) => ({ did, ...body, state: agentState(empty), version: 0 })))
    .onConflictDoNothing();
  const rows = await tx
    .select({ did: reputationScores.did, modelVersion: reputationScores.modelVersion, state: reputationScores.state })
    .from(reputationScores)
    .where(inArray(reputationScores.did, [...dids]))
    .orderBy(asc(reputationScores.did))
    .for('update');
  const locked = new Map<Did, AgentRow>();
  for (const { did, modelVersion, state } of rows)
    locked.set(did, modelVersion === context.model.version ? agentRowFromState(state) : await rebuiltRow(tx, did, context));
  return locked;
}

const storeEvidence = async (tx: Transaction, evidence: readonly NewEvidence[]): Promise<readonly StoredEvidence[]> =>
  tx
    .insert(reputationEvidence)
    .values(evidence.toSorted((left, right) => (left.eventId < right.eventId ? -1 : 1)))
    .onConflictDoNothing()
    .returning();

async function moveAgents(
  tx: Transaction,
  rows: ReadonlyMap<Did, AgentRow>,
  moved: readonly MovedPair[],
  fresh: readonly StoredEvidence[],
  context: ApplicationContext,
): Promise<readonly MovedAgent[]> {
  const evidence = Map.groupBy(fresh, ({ did }) => did);
  const agents: MovedAgent[] = [];
  for (const [did, pairs] of Map.groupBy(moved, (pair) => pair.did)) {
    const known = rows.get(did);
    const row = known && stillFits(known, pairs) ? moveRow(known, pairs, context.model) : await rebuiltRow(tx, did, context);
    agents.push({ did, row, body: scoreBody(row, context.now, null, context.model), evidence: evidence.get(did) ?? [] });
  }
  return agents.sort((left, right) => (left.did < right.did ? -1 : 1));
}

const stillFits = (row: AgentRow, pairs: readonly MovedPair[]): boolean =>
  pairs.every(({ after }) => after.pair.atMs - row.landmarkMs <= LANDMARK_LIFE_DAYS * MS_PER_DAY);

const moveRow = (row: AgentRow, pairs: readonly MovedPair[], model: ReputationModel): AgentRow =>
  pairs.reduce((sum, { before, after }) => addRows(sum, changeOf(before, after, row.landmarkMs, model)), row);

/** From all of the agent's pairs, at this epoch's landmark: where the row has grown too old, or is of another model. */
const rebuiltRow = async (tx: Transaction, did: Did, { now, model }: ApplicationContext): Promise<AgentRow> =>
  agentRowFrom(await restatePairs(tx, did, model), epochStartMs(now, model), model);

async function publish(tx: Transaction, agents: readonly MovedAgent[], { now, newId }: ApplicationContext): Promise<void> {
  await tx
    .insert(reputationScores)
    .values(agents.map(({ did, row, body }) => ({ did, ...body, state: agentState(row) })))
    .onConflictDoUpdate({
      target: reputationScores.did,
      set: {
        modelVersion: sql`excluded.model_version`,
        scoreBps: sql`excluded.score_bps`,
        meanBps: sql`excluded.mean_bps`,
        lowBps: sql`excluded.low_bps`,
        highBps: sql`excluded.high_bps`,
        evidence: sql`excluded.evidence`,
        reasons: sql`excluded.reasons`,
        state: sql`excluded.state`,
        asOf: sql`excluded.as_of`,
        version: sql`${reputationScores.version} + 1`,
      },
    });
  const audits = await appendAudits(tx, agents.map((agent) => ({ did: agent.did, payload: auditPayload(agent), at: now })));
  const events = agents.map(({ did, body }, index) => {
    const audit = audits[index];
    if (audit === undefined) throw new Error('Every agent that moved has its row of the audit.');
    const eventId = newId();
    const detail = z.encode(reputationChanged.detail, { eventId, did, sequence: audit.sequence, auditHash: audit.hash, score: body, occurredAt: now });
    return { eventId, source: reputationChanged.source, detailType: detailType(reputationChanged), detail: detail as Json };
  });
  await enqueue(tx, events);
}

/** What an auditor needs to compute the change again: the evidence by id, and what came of it. */
const auditPayload = ({ body, row, evidence }: MovedAgent): Json => ({
  evidence: evidence.map(({ eventId, kind }) => ({ id: eventId, kind })),
  landmarkMs: row.landmarkMs,
  score: { ...body, asOf: body.asOf.toISOString() },
});
