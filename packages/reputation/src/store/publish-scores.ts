import { reputationChanged } from '@pos/contract/reputation/events/reputation-changed.ts';
import { auditsAfter } from '@pos/database/audit.ts';
import type { Transaction } from '@pos/database/database.ts';
import type { AuditHead } from '@pos/database/domain/audit-chain.ts';
import { enqueueing } from '@pos/database/outbox.ts';
import { rowsAsArrays } from '@pos/database/rows-as-arrays.ts';
import { runTogether } from '@pos/database/run-together.ts';
import { outgoingOnWire } from '@pos/runtime/events/outgoing-events.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { sql, type SQL } from 'drizzle-orm';
import type * as z from 'zod';
import type { AgentRow } from '../domain/agent-row.ts';
import type { ApplicationContext } from './application-context.ts';
import { agentState } from './row-states.ts';
import type { ScoreBody } from './score-body.ts';

/** An agent with changed sums, and the cause: evidence items, or an epoch. */
export interface MovedAgent {
  readonly did: Did;
  readonly epoch: number | null;
  /** Head of the audit chain before this change. */
  readonly head: AuditHead;
  readonly row: AgentRow;
  readonly body: ScoreBody;
  readonly cause:
    { readonly evidence: readonly { readonly id: string; readonly kind: string }[] } | { readonly epoch: number };
}

/** Writes locked rows, the audit of each change, and the outgoing events, in one statement. */
export async function publishScores(
  tx: Transaction,
  agents: readonly MovedAgent[],
  { now, newId }: ApplicationContext,
): Promise<void> {
  if (agents.length === 0) return;
  const heads = new Map(agents.map(({ did, head }) => [did, head]));
  const audits = auditsAfter(
    heads,
    agents.map((agent) => ({ did: agent.did, payload: auditPayload(agent), at: now })),
  );
  const events = agents.flatMap(({ did, body }, index) => {
    const audit = audits.rows[index];
    if (audit === undefined) throw new Error('A changed agent has no audit row.');
    const eventId = newId();
    // The event is built without the contract's schema, because encoding with the schema would take as long as
    // computing the scores.
    const detail: z.input<typeof reputationChanged.detail> = {
      eventId,
      did,
      sequence: audit.sequence,
      auditHash: audit.hash,
      score: onTheWire(body),
      occurredAt: now.toISOString(),
    };
    return outgoingOnWire(reputationChanged, detail);
  });
  await runTogether(tx, [savingAgents(agents), ...audits.writes, enqueueing(tx, events)]);
}

const SCORE_COLUMNS = {
  did: 'text',
  epoch: 'bigint',
  state: 'float8[]',
  modelVersion: 'text',
  scoreBps: 'integer',
  meanBps: 'integer',
  lowBps: 'integer',
  highBps: 'integer',
  evidence: 'float8',
  reasons: 'jsonb',
  asOf: 'timestamptz',
} as const;

function savingAgents(agents: readonly MovedAgent[]): SQL {
  const rows = agents.map(({ did, epoch, row, body }) => ({ did, epoch, state: agentState(row), ...body }));
  return sql`
    insert into reputation_scores as s (did, epoch, state, model_version, score_bps, mean_bps, low_bps, high_bps, evidence, reasons, as_of)
    select did, epoch, state, "modelVersion", "scoreBps", "meanBps", "lowBps", "highBps", evidence, reasons, "asOf" from ${rowsAsArrays(rows, SCORE_COLUMNS)} w
    on conflict (did) do update set epoch = excluded.epoch, state = excluded.state, model_version = excluded.model_version,
      score_bps = excluded.score_bps, mean_bps = excluded.mean_bps, low_bps = excluded.low_bps, high_bps = excluded.high_bps,
      evidence = excluded.evidence, reasons = excluded.reasons, as_of = excluded.as_of, version = s.version + 1`;
}

const onTheWire = (body: ScoreBody) => ({ ...body, reasons: [...body.reasons], asOf: body.asOf.toISOString() });

/**
 * The data that an auditor needs to compute the change again: its cause, the landmark and epoch of the sums, and the
 * result.
 */
const auditPayload = ({ body, row, epoch, cause }: MovedAgent): Json => ({
  cause,
  epoch,
  landmarkMs: row.landmarkMs,
  score: onTheWire(body),
});
