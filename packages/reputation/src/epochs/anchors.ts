import type { ConfiguredAnchor } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { asJson, rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Queries } from '@pos/database/session.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql, type SQL } from 'drizzle-orm';
import { ANCHOR_RAMP_DAYS, anchorTrustAt } from '../domain/anchor-trust.ts';

/**
 * Since when an anchor that has left, and comes back now, would have to stand to be trusted as much as is left of it: it goes
 * on from there. The days of its ramp that it rose, less those that it fell: trust doubles and halves alike.
 */
const resumedSince = (now: SQL): SQL =>
  sql`${now}::timestamptz - greatest(interval '0', least(interval '1 day' * ${ANCHOR_RAMP_DAYS}, a.until - a.since) - greatest(interval '0', ${now}::timestamptz - a.until))`;

/**
 * Makes the table say what the configuration says. A business that is no longer named is not removed: it stands until
 * now, and fades, so that a line deleted from a file is no cliff either, nor one that comes back, whatever date it has.
 */
export async function syncAnchors(queries: Queries, configured: readonly ConfiguredAnchor[], now: Date): Promise<void> {
  const given = rowsAsJson(configured.map(({ payer, since = now }) => ({ payer, since })));
  await queries.execute(sql`insert into credibility_anchors as a (payer, kind, since)
    select distinct on (payer) payer, 'business', since from ${given} as w(payer text, since timestamptz) order by payer, since
    on conflict (payer) do update set kind = 'business', since = case when a.until is null then a.since else ${resumedSince(sql`${now}`)} end, until = null
    where a.kind <> 'business' or a.until is not null`);
  await queries.execute(sql`update credibility_anchors set until = ${now} where kind = 'business' and until is null
    and payer not in (select payer from ${given} as w(payer text, since timestamptz))`);
}

/**
 * Payers for whom only oracles vouch that the stage names no longer fade as well, and go on from what is left when it names
 * them again: taking a key out of the configuration takes back all that it said, of which nobody need have a list.
 */
export async function syncAttested(queries: Queries, oracles: readonly SolanaAddress[], now: Date): Promise<void> {
  const isNamed = sql`a.statement ->> 'authority' in (select key from ${rowsAsJson(oracles.map((key) => ({ key })))} as w(key text))`;
  await queries.execute(
    sql`update credibility_anchors a set until = ${now} where a.kind = 'attested' and a.until is null and not ${isNamed}`,
  );
  await queries.execute(sql`update credibility_anchors a set since = ${resumedSince(sql`${now}`)}, until = null
    where a.kind = 'attested' and a.until is not null and (a.statement ->> 'stands')::boolean and ${isNamed}`);
}

/** Payers from whom trust starts at this moment, and how much of it. */
export async function trustedAnchors(queries: Queries, at: Date): Promise<ReadonlyMap<SolanaAddress, number>> {
  const { rows } = await queries.execute<{
    rows: readonly { payer: SolanaAddress; sinceMs: number; untilMs: number | null }[];
  }>(
    asJson(sql`select payer, (extract(epoch from since) * 1000)::bigint as "sinceMs", (extract(epoch from until) * 1000)::bigint as "untilMs"
      from credibility_anchors order by payer`),
  );
  const trusted = (rows[0]?.rows ?? []).map((anchor) => [anchor.payer, anchorTrustAt(anchor, at.getTime())] as const);
  return new Map(trusted.filter(([, trust]) => trust > 0));
}

interface PayerAttestation {
  readonly payer: SolanaAddress;
  readonly stands: boolean;
  readonly occurredAt: Date;
  readonly authority: SolanaAddress;
  readonly signature: string;
}

/** How much later than it was given an oracle's word may come and still count from then on. */
const LATE_MS = 86_400_000;

/**
 * Takes an oracle's word for a payer, or takes it back; the caller has checked the signature. Of two statements the later
 * one holds, whichever arrives last, and none moves a business while the stage itself names it. Nobody rises or falls at
 * once by what is said to have been long ago.
 */
export async function attestPayer(
  queries: Queries,
  { payer, stands, occurredAt, authority, signature }: PayerAttestation,
  now: Date,
): Promise<void> {
  const statement = JSON.stringify({ stands, occurredAt: occurredAt.toISOString(), authority, signature });
  const from = new Date(Math.max(occurredAt.getTime(), now.getTime() - LATE_MS));
  await queries.execute(sql`insert into credibility_anchors as a (payer, kind, since, until, statement)
    values (${payer}, 'attested', ${from}, ${stands ? null : from}, ${statement}::jsonb)
    on conflict (payer) do update set
      kind = 'attested',
      since = case when excluded.until is null and a.until is not null then ${resumedSince(sql`excluded.since`)} else a.since end,
      until = case when excluded.until is null then null else coalesce(a.until, excluded.until) end,
      statement = excluded.statement
    where (a.kind = 'attested' or a.until < excluded.since)
      and coalesce((a.statement ->> 'occurredAt')::timestamptz, '-infinity') < (excluded.statement ->> 'occurredAt')::timestamptz`);
}
