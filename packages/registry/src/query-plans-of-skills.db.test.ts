import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planFaults, type PlanCase } from '@pos/database/testing/sent-statements.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { sql } from 'drizzle-orm';
import { countSkills } from './store/skills.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const run = (statement: ReturnType<typeof sql>) => database.owner.orm.execute(statement);
  await run(sql`insert into agent_profiles (did, name, description, pay_to, search_text, status)
    select 'did:web:agent-' || n || '.example', 'Agent ' || n, '', '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU', 'agent',
      case when n % 1000 = 0 then 'retired' else 'active' end
    from generate_series(1, 20000) n`);
  // Rows are added faster without this index, which the statements do not use.
  await run(sql`drop index capabilities_detail`);
  await run(sql`insert into capabilities (agent_did, skill, detail)
    select 'did:web:agent-' || n || '.example', 'skill-' || (n * k % 2000),
      jsonb_build_object('skill', 'skill-' || (n * k % 2000), 'description', repeat(md5(n::text), 8))
    from generate_series(1, 20000) n, generate_series(1, 3) k on conflict do nothing`);
  for (const table of ['agent_profiles', 'capabilities']) await vacuum(table);
});
afterAll(() => database.close());

/**
 * Vacuums until the pages of the table are marked as visible to all, as an index-only scan needs. A vacuum cannot mark
 * them while autovacuum reads the table.
 */
async function vacuum(table: string): Promise<void> {
  const { orm } = database.owner;
  for (;;) {
    await orm.execute(sql`vacuum analyze ${sql.identifier(table)}`);
    const { rows } = await orm.execute(
      sql`select relallvisible = relpages as visible from pg_class where relname = ${table}`,
    );
    if (rows[0]?.['visible'] === true) return;
    await sleep(100);
  }
}

const allowed = { sorts: 'Skills are ordered by the number of their agents, which no index holds.' };
const indexes = ['capabilities_skill', 'agent_profiles_inactive'];

const CASES: Readonly<Record<string, PlanCase>> = {
  'all skills of 20,000 agents are counted from one index': {
    run: () => countSkills(database.app, { prefix: undefined, after: undefined, limit: 21 }),
    indexes,
    allowed,
    filled: true,
  },
  'skills with a prefix are counted from their part of the index': {
    run: () =>
      countSkills(database.app, { prefix: 'skill-19', after: { agents: 9, skill: skill('skill-190') }, limit: 21 }),
    indexes,
    allowed,
    filled: true,
  },
};

describe('the statements that count skills', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect(await planFaults(database, each)).toEqual([]);
  });
});
