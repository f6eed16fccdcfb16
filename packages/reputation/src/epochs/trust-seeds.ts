import type { ConfiguredTrustSeed } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { asJson, rowsAsJson } from '@pos/database/rows-as-json.ts';
import type { Queries } from '@pos/database/session.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql, type SQL } from 'drizzle-orm';
import { SEED_RAMP_DAYS, seedTrustAt } from '../domain/seed-trust.ts';
import type { PayerKey } from '../store/payer-key.ts';

/**
 * The `since` of a seed that is added again, so that its trust rises from the trust that is left. It is the current
 * time, less the days for which the trust had risen on the ramp, plus the days for which it has fallen. Trust doubles
 * and halves at the same rate.
 */
const resumedSince = (now: SQL): SQL =>
  sql`${now}::timestamptz - greatest(interval '0', least(interval '1 day' * ${SEED_RAMP_DAYS}, a.until - a.since) - greatest(interval '0', ${now}::timestamptz - a.until))`;

/**
 * Updates the businesses in the table to the configuration. A business that is no longer configured keeps its row and
 * gets `until`, so its trust fades gradually. Adding the business again makes its trust rise gradually, also if
 * an early date is configured.
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
 * Ends the trust in payers whose attesting oracle is no longer configured, and resumes it if the oracle is configured
 * again. Removing an oracle's key from the configuration therefore withdraws all of its attestations.
 */
export async function syncAttested(queries: Queries, oracles: readonly SolanaAddress[], now: Date): Promise<void> {
  const isNamed = sql`a.attestation ->> 'authority' in (select key from ${rowsAsJson(oracles.map((key) => ({ key })))} as w(key text))`;
  await queries.execute(
    sql`update trust_seeds a set until = ${now} where a.kind = 'attested' and a.until is null and not ${isNamed}`,
  );
  await queries.execute(sql`update trust_seeds a set since = ${resumedSince(sql`${now}`)}, until = null
    where a.kind = 'attested' and a.until is not null and (a.attestation ->> 'stands')::boolean and ${isNamed}`);
}

/** The trust seeds at a time, each with its trust, which is above 0 and at most 1. */
export async function trustedSeeds(queries: Queries, at: Date): Promise<ReadonlyMap<PayerKey, number>> {
  const { rows } = await queries.execute<{
    rows: readonly { payer: PayerKey; sinceMs: number; untilMs: number | null }[];
  }>(
    asJson(sql`select payer, (extract(epoch from since) * 1000)::bigint as "sinceMs", (extract(epoch from until) * 1000)::bigint as "untilMs"
      from trust_seeds order by payer`),
  );
  const trusted = (rows[0]?.rows ?? []).map((seed) => [seed.payer, seedTrustAt(seed, at.getTime())] as const);
  return new Map(trusted.filter(([, trust]) => trust > 0));
}

interface PayerAttestation {
  readonly payer: PayerKey;
  readonly stands: boolean;
  readonly occurredAt: Date;
  readonly authority: SolanaAddress;
  readonly signature: string;
}

/**
 * Maximum age of an attestation's date in milliseconds. An attestation counts from its own date if it arrives within
 * this time, and otherwise from one day before its arrival.
 */
const LATE_MS = 86_400_000;

/**
 * Stores an oracle's attestation of a payer, or its withdrawal. The caller must have checked the signature. The
 * attestation with the latest `occurredAt` is valid, for any order of arrival. An attestation never changes a
 * business that the stage configures. An attestation with a date long ago does not make trust jump.
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
