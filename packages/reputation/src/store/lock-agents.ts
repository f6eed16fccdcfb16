import type { Transaction } from '@pos/database/database.ts';
import { GENESIS, type AuditHead } from '@pos/database/domain/audit-chain.ts';
import { locking } from '@pos/database/lock-keys.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql, type SQL } from 'drizzle-orm';
import { emptyAgent, type AgentRow } from '../domain/agent-row.ts';
import { didKeys, rowsOf } from './read-pairs.ts';
import { agentRowFromState } from './row-states.ts';
import { epochStartMs } from './score-body.ts';
import type { ApplicationContext } from './application-context.ts';

/** An agent's row, locked; `row` is undefined where another model wrote it. */
export interface LockedAgent {
  readonly did: Did;
  readonly epoch: number | null;
  readonly row: AgentRow | undefined;
  /** Where its audit ends. */
  readonly head: AuditHead;
}

interface AgentRecord {
  readonly did: Did;
  readonly modelVersion: string | null;
  readonly state: readonly number[] | null;
  readonly epoch: number | null;
  readonly sequence: number | null;
  readonly hash: string | null;
}

/** Until the transaction ends, these agents are nobody else's. */
export const lockingAgents = (dids: readonly Did[]): SQL => locking(dids.map((did) => `agent ${did}`));

/** Locks agents and reads them. */
export async function lockAgents(tx: Transaction, dids: readonly Did[], context: ApplicationContext): Promise<readonly LockedAgent[]> {
  await tx.execute(lockingAgents(dids));
  return readLocked(tx, dids, context);
}

/** Agents that are locked; those that have no row yet are empty, and of the epoch in use. */
export async function readLocked(tx: Transaction, dids: readonly Did[], { now, model }: ApplicationContext): Promise<readonly LockedAgent[]> {
  const records = await rowsOf<AgentRecord>(
    tx,
    sql`select w.did, s.model_version as "modelVersion", s.state,
        case when s.did is null then (select max(id) from credibility_epochs where status = 'published') else s.epoch end as epoch,
        h.sequence, h.hash
      from ${didKeys(dids)} w left join reputation_scores s on s.did = w.did left join audit_heads h on h.did = w.did`,
  );
  return records.map(({ did, modelVersion, state, epoch, sequence, hash }) => {
    const head = sequence === null || hash === null ? GENESIS : { sequence, hash };
    if (state === null) return { did, epoch, head, row: emptyAgent(epochStartMs(now, model), model) };
    return { did, epoch, head, row: modelVersion === model.version ? agentRowFromState(state) : undefined };
  });
}
