import type { ConfiguredAnchor } from '@pos/contract/schemas/trust-settings.ts';
import { asJson, rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Queries } from '@pos/database/session.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import { anchorTrustAt } from '../domain/anchor-trust.ts';

/**
 * Makes the table say what the configuration says. A business that is no longer named is not removed: it stands until
 * now, and fades, so that a line deleted from a file is no cliff either.
 */
export async function syncAnchors(queries: Queries, configured: readonly ConfiguredAnchor[], now: Date): Promise<void> {
  const given = rowsAsJson(configured.map(({ payer, since = now }) => ({ payer, since })));
  await queries.execute(sql`insert into credibility_anchors (payer, kind, since)
    select distinct on (payer) payer, 'business', since from ${given} as w(payer text, since timestamptz) order by payer, since
    on conflict (payer) do update set kind = 'business', since = case when credibility_anchors.until is null then credibility_anchors.since else excluded.since end, until = null
    where credibility_anchors.kind <> 'business' or credibility_anchors.until is not null`);
  await queries.execute(sql`update credibility_anchors set until = ${now} where kind = 'business' and until is null
    and payer not in (select payer from ${given} as w(payer text, since timestamptz))`);
}

/** Payers from whom trust starts at this moment, and how much of it. */
export async function trustedAnchors(queries: Queries, at: Date): Promise<ReadonlyMap<SolanaAddress, number>> {
  const { rows } = await queries.execute<{ rows: readonly { payer: SolanaAddress; sinceMs: number; untilMs: number | null }[] }>(
    asJson(sql`select payer, (extract(epoch from since) * 1000)::bigint as "sinceMs", (extract(epoch from until) * 1000)::bigint as "untilMs"
      from credibility_anchors order by payer`),
  );
  const trusted = (rows[0]?.rows ?? []).map((anchor) => [anchor.payer, anchorTrustAt(anchor, at.getTime())] as const);
  return new Map(trusted.filter(([, trust]) => trust > 0));
}
