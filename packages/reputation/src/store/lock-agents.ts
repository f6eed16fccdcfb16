import type { Transaction } from '@pos/database/database.ts';
import { asJson, rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { emptyAgent, type AgentRow } from '../domain/agent-row.ts';
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

/** Locks the agents in one order; those that have no row yet get an empty one of the epoch in use. */
export async function lockAgents(tx: Transaction, dids: readonly Did[], context: ApplicationContext): Promise<readonly LockedAgent[]> {
  const known = await selectForUpdate(tx, dids);
  const found = new Set(known.map(({ did }) => did));
  const missing = dids.filter((did) => !found.has(did));
  if (missing.length > 0) await insertEmpty(tx, missing, context);
  // The row to lock must exist first; whoever makes it at the same moment is waited for.
  const made = missing.length > 0 ? await selectForUpdate(tx, missing) : [];
  return [...known, ...made].map(({ did, modelVersion, state, epoch }) => ({
    did,
    epoch,
    row: modelVersion === context.model.version ? agentRowFromState(state) : undefined,
  }));
}

async function selectForUpdate(tx: Transaction, dids: readonly Did[]): Promise<readonly AgentRecord[]> {
  const { rows } = await tx.execute<{ rows: readonly AgentRecord[] }>(
    asJson(sql`select s.did, s.model_version as "modelVersion", s.state, s.epoch
      from ${rowsAsJson(dids.map((did) => ({ did })))} as w(did text) join reputation_scores s on s.did = w.did
      order by s.did for update of s`),
  );
  return rows[0]?.rows ?? [];
}

async function insertEmpty(tx: Transaction, dids: readonly Did[], { now, model }: ApplicationContext): Promise<void> {
  const empty = emptyAgent(epochStartMs(now, model), model);
  const { scoreBps, meanBps, lowBps, highBps, evidence, reasons } = scoreBody(empty, now, null, model);
  await tx.execute(sql`insert into reputation_scores
      (did, model_version, score_bps, mean_bps, low_bps, high_bps, evidence, reasons, state, epoch, as_of, version)
    select did, ${model.version}, ${scoreBps}, ${meanBps}, ${lowBps}, ${highBps}, ${evidence}, ${JSON.stringify(reasons)}::jsonb,
      (select array_agg(value::float8 order by place) from json_array_elements_text(${JSON.stringify(agentState(empty))}::json) with ordinality as s(value, place)),
      (select max(id) from credibility_epochs where status = 'published'), ${now}, 0
    from ${rowsAsJson(dids.map((did) => ({ did })))} as w(did text) order by did
    on conflict do nothing`);
}
