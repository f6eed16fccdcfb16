import { credentials } from '@pos/database/schema/credentials.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import type { Database } from '@pos/database/database.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { and, eq, exists, gt, gte, isNotNull, lt, or, sql, type SQL } from 'drizzle-orm';
import { LIST_SIZE, statusListUri } from '@pos/credentials/credential-type.ts';
import { signStatusList } from '@pos/credentials/status-list.ts';

type Issuing = DependenciesOf<{ readonly needs: readonly ['database', 'credentialIssuerKey'] }>;

/**
 * Whether a status list exists. The first list always exists; each further list exists once it contains a credential.
 */
export async function hasList({ orm }: Database, list: number): Promise<boolean> {
  if (list === 0) return true;
  const rows = await orm
    .select({ id: credentials.id })
    .from(credentials)
    .where(gte(credentials.statusIndex, list * LIST_SIZE))
    .limit(1);
  return rows.length > 0;
}

/**
 * SQL condition. True for credentials that the agent revoked, and for credentials after whose issue a receipt of the
 * agent was reversed.
 */
export const isRevoked = (database: Pick<Database, 'orm'>): SQL | undefined =>
  or(
    isNotNull(credentials.revokedAt),
    exists(
      database.orm
        .select({ one: sql`1` })
        .from(workHistories)
        .where(
          and(
            eq(workHistories.did, credentials.did),
            eq(workHistories.outcome, 'reversed'),
            gt(workHistories.sequence, credentials.lastSequence),
          ),
        ),
    ),
  );

/** The signed status list at one of this registry's URIs. */
export async function statusListToken(
  { database, credentialIssuerKey, publicUrl, clock }: Issuing,
  uri: string,
): Promise<string> {
  const list = Number(uri.slice(statusListUri(publicUrl, 0).length - 1));
  const [from, to] = [list * LIST_SIZE, (list + 1) * LIST_SIZE];
  const rows = await database.orm
    .select({ index: credentials.statusIndex })
    .from(credentials)
    .where(and(gte(credentials.statusIndex, from), lt(credentials.statusIndex, to), isRevoked(database)));
  return signStatusList(credentialIssuerKey, { uri, revoked: rows.map(({ index }) => index - from), now: clock.now() });
}
