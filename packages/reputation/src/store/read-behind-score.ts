import type { Queries } from '@pos/database/session.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { sql } from 'drizzle-orm';
import type { RatedPair } from '../domain/agent-row.ts';
import { credibilityIn, PAIR_COLUMNS, ratePairs, rowsOf, type RatedPairRow } from './read-pairs.ts';
import type { ScoredAgent } from './read-scores.ts';
import { FAULTED_AT, PRAISED_AT } from './row-states.ts';

/** Sums an agent's evidence items by kind. An amended rating counts once, because a settlement has one rating. */
export async function sumByKind(queries: Queries, did: Did) {
  const { rows } = await queries.execute<{ kind: string; pieces: number; valueAtomic: string }>(sql`
    select kind, count(*)::int as pieces, sum(usd_micro)::text as "valueAtomic" from (
      select distinct on (kind, case when kind = 'rating' then network || ' ' || tx_signature else event_id::text end) kind, usd_micro
      from reputation_evidence where did = ${did}
      order by kind, case when kind = 'rating' then network || ' ' || tx_signature else event_id::text end, revision desc
    ) latest group by kind order by kind`);
  return rows.map(({ kind, pieces, valueAtomic }) => ({ kind, pieces, valueAtomic: BigInt(valueAtomic) }));
}

/**
 * Number of payers whose effect is measured, largest spending first. The effect of any other single payer is too small
 * to show.
 */
const TRIED = 200;

export async function readHeaviestPairs(
  queries: Queries,
  { did, epoch, model }: ScoredAgent,
): Promise<readonly RatedPair[]> {
  const at = (place: number) => sql.raw(String(place));
  const rows = await rowsOf<RatedPairRow>(
    queries,
    sql`select ${PAIR_COLUMNS}, coalesce(${credibilityIn(sql`${epoch}`, sql`p`)}, 0) as credibility
      from (select * from reputation_pairs where did = ${did} order by state[${at(PRAISED_AT)}] + state[${at(FAULTED_AT)}] desc nulls last limit ${TRIED}) p`,
  );
  return ratePairs(queries, rows, model);
}

export interface Standing {
  readonly rank: number;
  readonly of: number;
  readonly percentileBps: ScoreBps;
}

/**
 * The rank of an agent among all agents with a score, by last published scores. An agent without a score ranks as if it
 * had `scoreBps`.
 */
export async function readStanding(queries: Queries, did: Did, scoreBps: ScoreBps): Promise<Standing> {
  const { rows } = await queries.execute<{ above: number; below: number; others: number }>(sql`
    with own as (select coalesce((select score_bps from reputation_scores where did = ${did}), ${scoreBps}) as bps)
    select count(*) filter (where score_bps > own.bps)::int as above, count(*) filter (where score_bps < own.bps)::int as below, count(*)::int as others
    from own, reputation_scores where did <> ${did}`);
  const { above = 0, below = 0, others = 0 } = rows[0] ?? {};
  return { rank: above + 1, of: others + 1, percentileBps: Math.floor((10_000 * below) / (others + 1)) as ScoreBps };
}

const PEERS_EACH_WAY = 3;

/**
 * Agents that share a skill with this one, with the next higher and next lower scores, read from the ranking index in
 * both directions.
 */
export async function readPeers(queries: Queries, did: Did, scoreBps: ScoreBps) {
  const agents = sql`from reputation_scores s join agent_profiles a on a.did = s.did
    where s.did <> ${did} and a.status = 'active' and a.skills && (select skills from agent_profiles where did = ${did})`;
  const { rows } = await queries.execute<{ did: Did; name: string; scoreBps: ScoreBps }>(sql`
    (select s.did, a.name, s.score_bps as "scoreBps" ${agents} and s.score_bps >= ${scoreBps} order by s.score_bps, s.did desc limit ${PEERS_EACH_WAY})
    union all
    (select s.did, a.name, s.score_bps as "scoreBps" ${agents} and s.score_bps < ${scoreBps} order by s.score_bps desc, s.did limit ${PEERS_EACH_WAY})
    order by "scoreBps" desc, did`);
  return rows;
}
