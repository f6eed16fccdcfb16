import { DID_METHODS } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { agentProfiles } from './agent-profiles.ts';
import { didColumn, moment } from './columns.ts';

/**
 * Every identifier of an agent, including its own DID, with the keys that controlled the identifier at verification.
 */
export const agentDids = pgTable(
  'agent_dids',
  {
    did: didColumn('did').primaryKey(),
    agentDid: didColumn('agent_did')
      .notNull()
      .references(() => agentProfiles.did, { onDelete: 'cascade' }),
    method: text('method', { enum: DID_METHODS }).notNull(),
    controllerKeys: jsonb('controller_keys').$type<Json>().notNull(),
    verifiedAt: moment('verified_at').notNull().defaultNow(),
  },
  (t) => [index('agent_dids_agent').on(t.agentDid)],
);
