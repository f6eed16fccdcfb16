import type { Transaction } from '@pos/database/database.ts';
import { GENESIS, type AuditHead } from '@pos/database/domain/audit-chain.ts';
import { locking } from '@pos/database/lock-keys.ts';
import { asJson } from '@pos/database/rows-as-json.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql, type SQL } from 'drizzle-orm';
import { emptyAgent, type AgentRow } from '../domain/agent-row.ts';
import { didKeys, keyOf, pairKeys, rowsOf, type PairKey } from './read-pairs.ts';
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
  return (await rowsOf<AgentRecord>(tx, agentRecords(dids))).map((record) => lockedAgent(record, context));
}

const agentRecords = (dids: readonly Did[]): SQL => sql`select w.did, s.model_version as "modelVersion", s.state, ${EPOCH} as epoch, h.sequence, h.hash
  from ${didKeys(dids)} w left join reputation_scores s on s.did = w.did left join audit_heads h on h.did = w.did`;

/** The epoch that an agent is of; of one that has no row yet, the one in use. */
const EPOCH = sql`case when s.did is null then (select max(id) from credibility_epochs where status = 'published') else s.epoch end`;

/** What agents that have no row yet lack is empty. */
function lockedAgent({ did, modelVersion, state, epoch, sequence, hash }: AgentRecord, { now, model }: ApplicationContext): LockedAgent {
  const head = sequence === null || hash === null ? GENESIS : { sequence, hash };
  if (state === null) return { did, epoch, head, row: emptyAgent(epochStartMs(now, model), model) };
  return { did, epoch, head, row: modelVersion === model.version ? agentRowFromState(state) : undefined };
}

/** The locked agents of these pairs, and what the pairs' payers are worth there, by {@link keyOf}, in the epoch that each agent is of. */
export async function readLocked(tx: Transaction, pairs: readonly PairKey[], context: ApplicationContext) {
  const credibilities = sql`
    select w.did, w.payer, coalesce(own.credibility, elsewhere.credibility) as credibility
    from (select w.did, w.payer, ${EPOCH} as epoch from ${pairKeys(pairs)} w left join reputation_scores s on s.did = w.did) w
    left join pair_credibility own on own.epoch = w.epoch and own.did = w.did and own.payer = w.payer
    left join payer_credibility elsewhere on elsewhere.epoch = w.epoch and elsewhere.payer = w.payer
    where coalesce(own.credibility, elsewhere.credibility) is not null`;
  const { rows } = await tx.execute<{ agents: readonly AgentRecord[]; credibilities: readonly (PairKey & { readonly credibility: number })[] }>(sql`
    select (${asJson(agentRecords([...new Set(pairs.map(({ did }) => did))]))}) as agents, (${asJson(credibilities)}) as credibilities`);
  return {
    agents: rows.flatMap(({ agents }) => agents).map((record) => lockedAgent(record, context)),
    credibilities: new Map(rows.flatMap((row) => row.credibilities).map((row) => [keyOf(row), row.credibility])),
  };
}
