import type { Database } from '@pos/database/database.ts';
import { credentials } from '@pos/database/schema/credentials.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { and, desc, eq, gt, lt, sql, type SQL } from 'drizzle-orm';

/** The facts about an issued credential that the registry publishes. */
export interface StoredCredential {
  readonly id: string;
  readonly did: Did;
  readonly statusIndex: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Null if the credential is not revoked. The status list decides by the same rule, see `isRevoked`. */
  readonly revokedAt: Date | null;
}

function selected({ orm }: Database, condition: SQL | undefined) {
  const { id, did, statusIndex, issuedAt, expiresAt } = credentials;
  const reversedAt = orm
    .select({ at: sql`min(${workHistories.createdAt})` })
    .from(workHistories)
    .where(
      and(
        eq(workHistories.did, credentials.did),
        eq(workHistories.outcome, 'reversed'),
        gt(workHistories.sequence, credentials.lastSequence),
      ),
    );
  // `least` ignores nulls.
  const revokedAt = sql<Date | null>`least(${credentials.revokedAt}, (${reversedAt}))`.mapWith(credentials.revokedAt);
  return orm.select({ id, did, statusIndex, issuedAt, expiresAt, revokedAt }).from(credentials).where(condition);
}

interface Page {
  readonly limit: number;
  /** Id of the last credential on the previous page. */
  readonly before: string | undefined;
}

/** Credentials of an agent, newest first. Their ids are UUIDs of version 7, so the order of ids is the order of issue. */
export const credentialsOfAgent = (
  database: Database,
  did: Did,
  { limit, before }: Page,
): Promise<readonly StoredCredential[]> =>
  selected(database, and(eq(credentials.did, did), before === undefined ? undefined : lt(credentials.id, before)))
    .orderBy(desc(credentials.id))
    .limit(limit);

/** A credential of an agent, or `undefined` if the agent has no credential with this id. */
export async function findCredential(
  database: Database,
  { id, did }: { readonly id: string; readonly did: Did },
): Promise<StoredCredential | undefined> {
  const [found] = await selected(database, and(eq(credentials.id, id), eq(credentials.did, did)));
  return found;
}
