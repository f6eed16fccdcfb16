import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planFaults, type PlanCase } from '@pos/database/testing/sent-statements.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { did } from '@pos/vocabulary/did.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import { agentUpdates } from './store/agent-updates.ts';
import {
  findAgent,
  insertAgent,
  lockOffer,
  saveOffer,
  searchAgents,
  type AgentQuery,
  type NewAgent,
} from './store/agents.ts';

const NOW = new Date('2026-01-31T12:00:00Z');
const DID = did('did:web:ada.example');
const offer = { skills: [{ skill: skill('audit') }], programs: [], endpoints: [], metrics: {} } as unknown as NewAgent;
const agent: NewAgent = {
  ...offer,
  did: DID,
  name: 'Ada',
  description: '',
  url: undefined,
  payTo: solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU'),
  ownerCommitment: undefined,
};

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.app.transaction((tx) => insertAgent(tx, agent, NOW));
  await addMany();
});
afterAll(() => database.close());

/**
 * Adds 20,000 agents, ten of them with the skill and one in four with a score. With this many rows PostgreSQL considers
 * the indexes.
 */
async function addMany(): Promise<void> {
  await database.owner.orm.execute(sql`insert into agent_profiles (did, name, description, pay_to, search_text, skills)
    select 'did:web:agent-' || n || '.example', 'Agent ' || n, '', ${agent.payTo}, 'agent ' || md5(n::text) || ' ' || md5((n + 1)::text) || ' ' || md5((n + 2)::text),
      case when n % 2000 = 0 then array['audit'] else array['skill-' || n] end
    from generate_series(1, 20000) n`);
  await database.owner.orm.execute(sql`insert into capabilities (agent_did, skill, detail)
    select did, skills[1], jsonb_build_object('skill', skills[1]) from agent_profiles where did <> ${DID}`);
  await database.owner.orm.execute(sql`insert into reputation_scores
      (did, model_version, score_bps, mean_bps, low_bps, high_bps, evidence, as_of)
    select 'did:web:agent-' || n || '.example', '1', n / 2, n / 2, n / 2, n / 2, 1, now()
    from generate_series(1, 20000) n where n % 4 = 0`);
  // Vacuums, because scans of a GIN index are slow until its list of pending entries is merged.
  for (const table of ['agent_profiles', 'capabilities', 'reputation_scores'])
    await database.owner.orm.execute(sql`vacuum analyze ${sql.identifier(table)}`);
}

const search = (query: Partial<AgentQuery>) => () =>
  searchAgents(database.app, {
    skills: undefined,
    text: undefined,
    minScoreBps: undefined,
    after: undefined,
    limit: 21,
    ...query,
  });
const RANKED = 'Agents without a score rank as 0, so their order is no column that an index could hold.';

const CASES: Readonly<Record<string, PlanCase>> = {
  'agentUpdates reads a page of changes in the order of their index': {
    run: () =>
      agentUpdates(database.app, { since: new Date(0), after: { updatedAt: new Date(1), did: DID }, limit: 21 }),
    indexes: ['agent_profiles_updated', 'reputation_scores_pkey', 'capabilities_agent_did_skill_pk'],
    allowed: { sorts: 'The skills of the agents of one page are sorted by name.' },
    filled: true,
  },
  'findAgent reads an agent and its capabilities by DID': {
    run: () => findAgent(database.app.orm, DID),
    indexes: ['agent_profiles_pkey', 'reputation_scores_pkey', 'capabilities_agent_did_skill_pk'],
  },
  'searchAgents finds skills by their index': {
    run: search({ skills: [skill('audit')] }),
    indexes: ['agent_profiles_skills', 'capabilities_agent_did_skill_pk'],
    allowed: { sorts: RANKED },
    filled: true,
  },
  'searchAgents finds free text by its trigrams': {
    run: search({ text: 'audit of contracts' }),
    indexes: ['agent_profiles_search_trigram'],
    allowed: { sorts: RANKED },
    filled: true,
  },
  'searchAgents finds a least score by the ranking': {
    run: search({ minScoreBps: 9_900 }),
    indexes: ['reputation_scores_ranking', 'agent_profiles_pkey'],
    allowed: { sorts: RANKED },
    filled: true,
  },
  'lockOffer and saveOffer lock one agent and replace its capabilities': {
    run: () =>
      database.app.transaction(async (tx) => {
        await lockOffer(tx, DID);
        await saveOffer(tx, { did: DID, offer, revision: 2, words: ['Ada', ''], now: NOW });
      }),
    indexes: ['agent_profiles_pkey', 'capabilities_agent_did_skill_pk'],
  },
};

describe('the statements of the registry', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect(await planFaults(database, each)).toEqual([]);
  });
});
