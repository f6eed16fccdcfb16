import type { ConfiguredTrustSeed } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { asJson, rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Queries } from '@pos/database/session.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql, type SQL } from 'drizzle-orm';
import { SEED_RAMP_DAYS, seedTrustAt } from '../domain/seed-trust.ts';

/**
 * The `since` that a seed gets when it comes back, so that its trust goes on from what is left of it: now, less the days of
 * the ramp that it had risen, plus the days that it has fallen. Trust doubles and halves at the same rate.
 */
const resumedSince = (now: SQL): SQL =>
  sql`${now}::timestamptz - greatest(interval '0', least(interval '1 day' * ${SEED_RAMP_DAYS}, a.until - a.since) - greatest(interval '0', ${now}::timestamptz - a.until))`;

/**
 * Brings the businesses of the table in line with the configuration. A business that is no longer named keeps its row and
 * gets `until`, so its trust fades: deleting a line is no cliff, and neither is adding it again, whatever date it names.
 */
export async function syncTrustSeeds(
  queries: Queries,
  configured: readonly ConfiguredTrustSeed[],
  now: Date,
): Promise<void> {
  const given = rowsAsJson(configured.map(({ payer, since = now }) => ({ payer, since })));
  await queries.execute(sql`insert into trust_seeds as a (payer, kind, since)
    select distinct on (payer) payer, 'business', since from ${given} as w(payer text, since timestamptz) order by payer, since
    on conflict (payer) do update set kind = 'business', since = case when a.until is null then a.since else ${resumedSince(sql`${now}`)} end, until = null
    where a.kind <> 'business' or a.until is not null`);
  await queries.execute(sql`update trust_seeds set until = ${now} where kind = 'business' and until is null
    and payer not in (select payer from ${given} as w(payer text, since timestamptz))`);
}

/**
 * Ends the trust in payers whose attesting oracle the stage no longer names, and resumes it when the stage names the oracle
 * again. Removing a key from the configuration therefore withdraws all of its attestations, without a list of them.
 */
export async function syncAttested(queries: Queries, oracles: readonly SolanaAddress[], now: Date): Promise<void> {
  const isNamed = sql`a.attestation ->> 'authority' in (select key from ${rowsAsJson(oracles.map((key) => ({ key })))} as w(key text))`;
  await queries.execute(
    sql`update trust_seeds a set until = ${now} where a.kind = 'attested' and a.until is null and not ${isNamed}`,
  );
  await queries.execute(sql`update trust_seeds a set since = ${resumedSince(sql`${now}`)}, until = null
    where a.kind = 'attested' and a.until is not null and (a.attestation ->> 'stands')::boolean and ${isNamed}`);
}

/** The payers that trust starts from at this moment, each with its trust above 0, up to 1. */
export async function trustedSeeds(queries: Queries, at: Date): Promise<ReadonlyMap<SolanaAddress, number>> {
  const { rows } = await queries.execute<{
    rows: readonly { payer: SolanaAddress; sinceMs: number; untilMs: number | null }[];
  }>(
    asJson(sql`select payer, (extract(epoch from since) * 1000)::bigint as "sinceMs", (extract(epoch from until) * 1000)::bigint as "untilMs"
      from trust_seeds order by payer`),
  );
  const trusted = (rows[0]?.rows ?? []).map((seed) => [seed.payer, seedTrustAt(seed, at.getTime())] as const);
  return new Map(trusted.filter(([, trust]) => trust > 0));
}

interface PayerAttestation {
  readonly payer: SolanaAddress;
  readonly stands: boolean;
  readonly occurredAt: Date;
  readonly authority: SolanaAddress;
  readonly signature: string;
}

/** An attestation counts from the time that it names, if it arrives within this delay; otherwise from a day before now. */
const LATE_MS = 86_400_000;

/**
 * Stores an oracle's attestation of a payer, or its withdrawal. The caller has checked the signature. Of two attestations
 * the one with the later `occurredAt` holds, in whichever order they arrive. None changes a business that the stage itself
 * names. Trust never jumps because of an attestation that names a date long ago.
 */
export async function attestPayer(
  queries: Queries,
  { payer, stands, occurredAt, authority, signature }: PayerAttestation,
  now: Date,
): Promise<void> {
  const attestation = JSON.stringify({ stands, occurredAt: occurredAt.toISOString(), authority, signature });
  const from = new Date(Math.max(occurredAt.getTime(), now.getTime() - LATE_MS));
  await queries.execute(sql`insert into trust_seeds as a (payer, kind, since, until, attestation)
    values (${payer}, 'attested', ${from}, ${stands ? null : from}, ${attestation}::jsonb)
    on conflict (payer) do update set
      kind = 'attested',
      since = case when excluded.until is null and a.until is not null then ${resumedSince(sql`excluded.since`)} else a.since end,
      until = case when excluded.until is null then null else coalesce(a.until, excluded.until) end,
      attestation = excluded.attestation
    where (a.kind = 'attested' or a.until < excluded.since)
      and coalesce((a.attestation ->> 'occurredAt')::timestamptz, '-infinity') < (excluded.attestation ->> 'occurredAt')::timestamptz`);
}
