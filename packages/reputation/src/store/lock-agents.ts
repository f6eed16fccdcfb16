import type { Transaction } from '@pos/database/database.ts';
import { rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { emptyAgent, type AgentRow } from '../domain/agent-row.ts';
import { rowsOf } from './read-pairs.ts';
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

/** Locks the agents in one order, by one statement; those that have no row yet get an empty one of the epoch in use. */
export async function lockAgents(tx: Transaction, dids: readonly Did[], { now, model }: ApplicationContext): Promise<readonly LockedAgent[]> {
  const wanted = rowsAsJson(dids.map((did) => ({ did })));
  const empty = emptyAgent(epochStartMs(now, model), model);
  const { scoreBps, meanBps, lowBps, highBps, evidence, reasons } = scoreBody(empty, now, null, model);
  // An update whose condition never holds locks its row and writes nothing.
  await tx.execute(sql`insert into reputation_scores as s
      (did, model_version, score_bps, mean_bps, low_bps, high_bps, evidence, reasons, state, epoch, as_of, version)
    select did, ${model.version}, ${scoreBps}, ${meanBps}, ${lowBps}, ${highBps}, ${evidence}, ${JSON.stringify(reasons)}::jsonb,
      ${`{${agentState(empty).join(',')}}`}::float8[], (select max(id) from credibility_epochs where status = 'published'), ${now}, 0
    from ${wanted} as w(did text) order by did
    on conflict (did) do update set did = excluded.did where false`);
  const records = await rowsOf<AgentRecord>(
    tx,
    sql`select s.did, s.model_version as "modelVersion", s.state, s.epoch from ${wanted} as w(did text) join reputation_scores s on s.did = w.did order by s.did`,
  );
  return records.map(({ did, modelVersion, state, epoch }) => ({ did, epoch, row: modelVersion === model.version ? agentRowFromState(state) : undefined }));
}
