import { asJson, rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Queries } from '@pos/database/session.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { emptyAgent, type AgentRow } from '../domain/agent-row.ts';
import type { JobValueUsd } from '../domain/score.ts';
import { CURRENT_MODEL, modelOf } from '../model/models.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { findAgents } from './find-agents.ts';
import { agentRowFromState } from './row-states.ts';
import { epochStartMs, scoreBody } from './score-body.ts';

/** A registered agent with the row that its score is computed from. */
export interface ScoredAgent {
  readonly did: Did;
  readonly row: AgentRow;
  readonly model: ReputationModel;
  readonly epoch: number | null;
  /** Time when the row last changed, 0 without evidence. No score is computed for an earlier time. */
  readonly asOfMs: number;
  /** Head of the audit chain, whose last row is about this row. */
  readonly evidenceRoot: string | null;
}

interface ScoreRecord {
  readonly did: Did;
  readonly modelVersion: string;
  readonly state: readonly number[];
  readonly epoch: number | null;
  readonly asOfMs: number;
  readonly evidenceRoot: string | null;
}

/**
 * Reads registered agents, in the given order. An agent without evidence gets an empty row. Row and root are from one
 * snapshot.
 */
export async function readScoredAgents(
  queries: Queries,
  dids: readonly Did[],
  now: Date,
): Promise<readonly ScoredAgent[]> {
  const { rows } = await queries.execute<{ rows: readonly ScoreRecord[] }>(
    asJson(sql`select s.did, s.model_version as "modelVersion", s.state, s.epoch, (extract(epoch from s.as_of) * 1000)::bigint as "asOfMs", h.hash as "evidenceRoot"
      from ${rowsAsJson(dids.map((did) => ({ did })))} as w(did text)
      join reputation_scores s on s.did = w.did left join audit_heads h on h.did = s.did`),
  );
  const byDid = new Map((rows[0]?.rows ?? []).map((record) => [record.did, record]));
  return dids.map((did) => {
    const record = byDid.get(did);
    if (record === undefined) {
      const row = emptyAgent(epochStartMs(now, CURRENT_MODEL), CURRENT_MODEL);
      return { did, row, model: CURRENT_MODEL, epoch: null, asOfMs: 0, evidenceRoot: null };
    }
    const model = modelOf(record.modelVersion);
    if (model === undefined)
      throw new RangeError(`Model ${record.modelVersion} is not part of this release: deploy a release that lists it`);
    return {
      did,
      row: agentRowFromState(record.state),
      model,
      epoch: record.epoch,
      asOfMs: record.asOfMs,
      evidenceRoot: record.evidenceRoot,
    };
  });
}

/** The registered agent that a DID resolves to. */
export async function findScoredAgent(queries: Queries, did: Did, now: Date): Promise<ScoredAgent | undefined> {
  const known = (await findAgents(queries, [did])).get(did);
  if (known === undefined) return undefined;
  const [agent] = await readScoredAgents(queries, [known.did], now);
  return agent;
}

/** Within this time decay alone changes no score by a basis point. */
const AS_OF_STEP_MS = 300_000;

/**
 * The time that a score is computed for: now, rounded down to steps far longer than any cache lifetime, or the time
 * when the row last changed if that is later. An unchanged score therefore keeps its bytes and its ETag, and all routes
 * agree.
 */
export function asOfFor({ asOfMs }: ScoredAgent, now: Date): Date {
  return new Date(Math.max(Math.floor(now.getTime() / AS_OF_STEP_MS) * AS_OF_STEP_MS, asOfMs));
}

export const jobValueUsdOf = (jobValue: bigint | undefined): JobValueUsd =>
  jobValue === undefined ? null : Number(jobValue) / 1e6;

/** The score as routes return it, under the DID that the caller asked for. */
export const agentScore = (agent: ScoredAgent, did: Did, asOf: Date, jobValue: bigint | undefined) => ({
  ...scoreBody(agent.row, asOf, jobValueUsdOf(jobValue), agent.model),
  did,
  jobValue: jobValue ?? null,
  ticket: jobValue ?? null,
  evidenceRoot: agent.evidenceRoot,
});
