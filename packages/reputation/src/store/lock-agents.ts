import type { Transaction } from '@pos/database/database.ts';
import { OvertakenError } from '@pos/database/database-error.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { emptyAgent, type AgentRow } from '../domain/agent-row.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { didKeys, rowsOf } from './read-pairs.ts';
import { agentRowFromState, agentState } from './row-states.ts';
import { epochStartMs, scoreBody } from './score-body.ts';
import type { ApplicationContext } from './application-context.ts';

/** An agent's row, locked; `row` is undefined where another model wrote it. */
export interface LockedAgent {
  readonly did: Did;
  readonly epoch: number | null;
  readonly row: AgentRow | undefined;
}

interface AgentRecord {
  readonly did: Did;
  readonly modelVersion: string;
  readonly state: readonly number[];
  readonly epoch: number | null;
}

/**
 * Locks the agents in one order; those that have no row yet get an empty one of the epoch in use. A row that somebody else
 * makes meanwhile cannot be waited for out of order, so the transaction begins anew.
 */
export async function lockAgents(tx: Transaction, dids: readonly Did[], context: ApplicationContext): Promise<readonly LockedAgent[]> {
  const known = await lockKnown(tx, dids, context.model);
  const isKnown = new Set(known.map(({ did }) => did));
  const missing = dids.filter((did) => !isKnown.has(did));
  return missing.length === 0 ? known : [...known, ...(await addAgents(tx, missing, context))];
}

async function lockKnown(tx: Transaction, dids: readonly Did[], model: ReputationModel): Promise<readonly LockedAgent[]> {
  const records = await rowsOf<AgentRecord>(
    tx,
    sql`select s.did, s.model_version as "modelVersion", s.state, s.epoch from ${didKeys(dids)} w join reputation_scores s on s.did = w.did
      order by s.did for update of s`,
  );
  return records.map(({ did, modelVersion, state, epoch }) => ({ did, epoch, row: modelVersion === model.version ? agentRowFromState(state) : undefined }));
}

async function addAgents(tx: Transaction, dids: readonly Did[], { now, model }: ApplicationContext): Promise<readonly LockedAgent[]> {
  const empty = emptyAgent(epochStartMs(now, model), model);
  const { scoreBps, meanBps, lowBps, highBps, evidence, reasons } = scoreBody(empty, now, null, model);
  const { rows } = await tx.execute<{ did: Did; epoch: string | null }>(sql`insert into reputation_scores
      (did, model_version, score_bps, mean_bps, low_bps, high_bps, evidence, reasons, state, epoch, as_of, version)
    select did, ${model.version}, ${scoreBps}, ${meanBps}, ${lowBps}, ${highBps}, ${evidence}, ${JSON.stringify(reasons)}::jsonb,
      ${`{${agentState(empty).join(',')}}`}::float8[], (select max(id) from credibility_epochs where status = 'published'), ${now}, 0
    from ${didKeys(dids)} w order by did on conflict do nothing returning did, epoch`);
  if (rows.length < dids.length) throw new OvertakenError('an agent without a score');
  return rows.map(({ did, epoch }) => ({ did, epoch: epoch === null ? null : Number(epoch), row: empty }));
}
