import type { Json } from '@pos/vocabulary/json.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { didColumn, moment, solanaAddressColumn } from './columns.ts';

const AGENT_STATUSES = ['active', 'suspended', 'retired'] as const;

/** The profile and endpoint of an agent. One row per agent. */
export const agentProfiles = pgTable(
  'agent_profiles',
  {
    did: didColumn('did').primaryKey(),
    name: text('name').notNull(),
    description: text('description').notNull(),
    url: text('url'),
    payTo: solanaAddressColumn('pay_to').notNull(),
    endpoints: jsonb('endpoints').$type<Json>().notNull().default([]),
    /** Solana programs that the agent runs or calls. */
    programs: text('programs')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** The skills of `capabilities`, repeated here so that a search needs no join. */
    skills: text('skills')
      .array()
      .$type<Skill[]>()
      .notNull()
      .default(sql`'{}'`),
    metrics: jsonb('metrics').$type<Json>().notNull().default({}),
    /** Poseidon hash of the secret with which the owner proves, in canonical decimal. Null if none is registered. */
    ownerCommitment: text('owner_commitment'),
    status: text('status', { enum: AGENT_STATUSES }).notNull().default('active'),
    /** Counts changes. It is the ETag of the agent. */
    revision: bigint('revision', { mode: 'number' }).notNull().default(1),
    /** The text that free-text search compares, normalised by `searchText()`. */
    searchText: text('search_text').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** A trigger moves it when the status changes. */
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('agent_profiles_search_trigram').using('gin', t.searchText.op('gin_trgm_ops')),
    index('agent_profiles_skills').using('gin', t.skills),
    index('agent_profiles_endpoints').using('gin', t.endpoints.op('jsonb_path_ops')),
    index('agent_profiles_pay_to').on(t.payTo),
    index('agent_profiles_newest').on(t.createdAt.desc().nullsFirst(), t.did),
    index('agent_profiles_updated').on(t.updatedAt, t.did),
    index('agent_profiles_inactive')
      .on(t.did)
      .where(sql`${t.status} <> 'active'`),
    check('agent_profiles_status', sql`${t.status} in ('active', 'suspended', 'retired')`),
  ],
);
