import type { Transaction } from '@pos/database/database.ts';
import { GENESIS, type AuditHead } from '@pos/database/domain/audit-chain.ts';
import { locking } from '@pos/database/lock-keys.ts';
import { asJson } from '@pos/database/rows-as-json.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql, type SQL } from 'drizzle-orm';
import { emptyAgent, type AgentRow } from '../domain/agent-row.ts';
import { credibilityIn, didKeys, keyOf, lookedUp, pairKeys, rowsOf, type PairKey } from './read-pairs.ts';
import { agentRowFromState } from './row-states.ts';
import { epochStartMs } from './score-body.ts';
import type { ApplicationContext } from './application-context.ts';

/** A locked agent. `row` is undefined if another model wrote it. */
export interface LockedAgent {
  readonly did: Did;
  readonly epoch: number | null;
  readonly row: AgentRow | undefined;
  /** Head of the agent's audit chain. */
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

/** Locks these agents until the end of the transaction. */
export const lockingAgents = (dids: readonly Did[]): SQL => locking(dids.map((did) => `agent ${did}`));

/** Locks agents and reads them. */
export async function lockAgents(
  tx: Transaction,
  dids: readonly Did[],
  context: ApplicationContext,
): Promise<readonly LockedAgent[]> {
  await tx.execute(lockingAgents(dids));
  return (await rowsOf<AgentRecord>(tx, agentRecords(dids))).map((record) => lockedAgent(record, context));
}

/** Selects the records of agents. An agent without a row gets the epoch in use. */
const agentRecords = (
  dids: readonly Did[],
): SQL => sql`select w.did, s.model_version as "modelVersion", s.state, h.sequence, h.hash,
    case when s.did is null then (select max(id) from credibility_epochs where status = 'published') else s.epoch end as epoch
  from ${didKeys(dids)} w left join ${lookedUp(sql`select * from reputation_scores s where s.did = w.did`)} s on true
  left join ${lookedUp(sql`select * from audit_heads h where h.did = w.did`)} h on true`;

/** An agent without a stored row starts with empty sums. */
function lockedAgent(
  { did, modelVersion, state, epoch, sequence, hash }: AgentRecord,
  { now, model }: ApplicationContext,
): LockedAgent {
  const head = sequence === null || hash === null ? GENESIS : { sequence, hash };
  if (state === null) return { did, epoch, head, row: emptyAgent(epochStartMs(now, model), model) };
  return { did, epoch, head, row: modelVersion === model.version ? agentRowFromState(state) : undefined };
}

/**
 * Reads the locked agents of these pairs, and the credibility of each pair's payer in the agent's epoch, by {@link
 * keyOf}.
 */
export async function readLocked(tx: Transaction, pairs: readonly PairKey[], context: ApplicationContext) {
  const credibilities = sql`select w.did, w.payer, ${credibilityIn(sql`a.epoch`, sql`w`)} as credibility from ${pairKeys(pairs)} w join agents a on a.did = w.did`;
  const { rows } = await tx.execute<{
    agents: readonly AgentRecord[];
    credibilities: readonly (PairKey & { readonly credibility: number | null })[];
  }>(sql`
    with agents as materialized (${agentRecords([...new Set(pairs.map(({ did }) => did))])})
    select (${asJson(sql`select * from agents`)}) as agents, (${asJson(credibilities)}) as credibilities`);
  return {
    agents: rows.flatMap(({ agents }) => agents).map((record) => lockedAgent(record, context)),
    credibilities: new Map(rows.flatMap((row) => row.credibilities).map((row) => [keyOf(row), row.credibility ?? 0])),
  };
}
