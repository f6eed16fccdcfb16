import type { Database } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { settlements, type SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import type { StoredPayment } from './reservation.ts';

interface Page {
  readonly status: Exclude<SettlementStatus, 'finalized'> | undefined;
  readonly limit: number;
  /** Id of the last payment on the previous page. */
  readonly before: string | undefined;
}

/** Payments to an agent, newest first. Returns `undefined` if there is no such agent. */
export async function paymentsOfAgent(
  database: Database,
  did: Did,
  page: Page,
): Promise<readonly StoredPayment[] | undefined> {
  const statuses: readonly SettlementStatus[] =
    page.status === 'confirmed' ? ['confirmed', 'finalized'] : page.status === undefined ? [] : [page.status];
  const found = await database.orm
    .select()
    .from(settlements)
    .where(
      and(
        eq(settlements.agentDid, did),
        page.before === undefined ? undefined : lt(settlements.id, page.before),
        statuses.length === 0 ? undefined : inArray(settlements.status, [...statuses]),
      ),
    )
    .orderBy(desc(settlements.id))
    .limit(page.limit);
  if (found.length > 0) return found;
  const [agent] = await database.orm
    .select({ did: agentProfiles.did })
    .from(agentProfiles)
    .where(eq(agentProfiles.did, did));
  return agent === undefined ? undefined : found;
}
