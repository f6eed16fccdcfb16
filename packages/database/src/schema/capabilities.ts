import type { Json } from '@pos/vocabulary/json.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { agentProfiles } from './agent-profiles.ts';
import { didColumn, moment } from './columns.ts';

/** Capabilities of agents: one row per skill, with its terms (price, input, limits) as JSON. */
export const capabilities = pgTable(
  'capabilities',
  {
    agentDid: didColumn('agent_did')
      .notNull()
      .references(() => agentProfiles.did, { onDelete: 'cascade' }),
    skill: text('skill').$type<Skill>().notNull(),
    detail: jsonb('detail').$type<Json>().notNull().default({}),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.agentDid, t.skill] }),
    // The operator class serves `like 'prefix%'`.
    index('capabilities_skill').on(t.skill.op('text_pattern_ops')),
    index('capabilities_detail').using('gin', t.detail.op('jsonb_path_ops')),
  ],
);
