import { credentials } from '@pos/database/schema/credentials.ts';
import type { Queries } from '@pos/database/session.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { and, eq, sql } from 'drizzle-orm';

export interface NewCredential {
  readonly id: string;
  readonly did: Did;
  /** Sequence number of the newest receipt that the credential counts. */
  readonly lastSequence: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Stores a credential and returns its index in the status lists, which must exist before the credential is signed. */
export async function addCredential(queries: Queries, credential: NewCredential): Promise<number> {
  const [row] = await queries
    .insert(credentials)
    .values(credential)
    .returning({ statusIndex: credentials.statusIndex });
  if (row === undefined) throw new Error('The insert of a credential returned no row.');
  return row.statusIndex;
}

/**
 * Revokes a credential and returns the time of its first revocation; `undefined` if the agent has no such credential.
 */
export async function revokeCredential(
  queries: Queries,
  { id, did, now }: { readonly id: string; readonly did: Did; readonly now: Date },
): Promise<Date | undefined> {
  const [row] = await queries
    .update(credentials)
    .set({ revokedAt: sql`coalesce(${credentials.revokedAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(eq(credentials.id, id), eq(credentials.did, did)))
    .returning({ revokedAt: credentials.revokedAt });
  return row?.revokedAt ?? undefined;
}
