import type { Database } from '@pos/database/database.ts';
import { credentials } from '@pos/database/schema/credentials.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { and, eq, sql } from 'drizzle-orm';

export interface NewCredential {
  readonly id: string;
  readonly did: Did;
  /** The newest receipt that it counts. */
  readonly lastSequence: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Gives a credential its place in the status lists, before it is signed: none is ever without. */
export async function addCredential({ orm }: Database, credential: NewCredential): Promise<number> {
  const [row] = await orm.insert(credentials).values(credential).returning({ statusIndex: credentials.statusIndex });
  if (row === undefined) throw new Error('The credential was not kept.');
  return row.statusIndex;
}

/** When it was revoked, now or before; `undefined` where the agent has no such credential. */
export async function revokeCredential(
  { orm }: Database,
  { id, did, now }: { readonly id: string; readonly did: Did; readonly now: Date },
): Promise<Date | undefined> {
  const [row] = await orm
    .update(credentials)
    .set({ revokedAt: sql`coalesce(${credentials.revokedAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(eq(credentials.id, id), eq(credentials.did, did)))
    .returning({ revokedAt: credentials.revokedAt });
  return row?.revokedAt ?? undefined;
}
