import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { did } from '@pos/vocabulary/did.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { count, eq, sql } from 'drizzle-orm';
import { isUniqueViolation, QueryError } from './database-error.ts';
import { agentProfiles } from './schema/agent-profiles.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const payTo = solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');
const agent = (name: string) => ({ did: did(`did:web:${name}.example`), name, description: 'd', payTo, searchText: name });

describe('a connected database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  it('keeps what a transaction wrote when it returns', async () => {
    const value = await database.app.transaction(async (tx) => {
      await tx.insert(agentProfiles).values(agent('kept'));
      return 7;
    });
    expect(value).toBe(7);
    const [row] = await database.app.orm.select().from(agentProfiles).where(eq(agentProfiles.did, agent('kept').did));
    expect(row).toMatchObject({ name: 'kept', status: 'active', revision: 1, skills: [] });
  });

  it('undoes everything when the work throws, and throws that very error', async () => {
    const thrown = new Error('changed my mind');
    const work = database.app.transaction(async (tx) => {
      await tx.insert(agentProfiles).values(agent('undone'));
      throw thrown;
    });
    await expect(work).rejects.toBe(thrown);
    const [row] = await database.app.orm.select({ n: count() }).from(agentProfiles).where(eq(agentProfiles.name, 'undone'));
    expect(row?.n).toBe(0);
  });

  it('names the constraint that refused a row and none of its values', async () => {
    await database.app.orm.insert(agentProfiles).values(agent('twice'));
    const error = await database.app.orm.insert(agentProfiles).values(agent('twice')).catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error, 'agent_profiles_pkey')).toBe(true);
    expect(isUniqueViolation(error, 'another')).toBe(false);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('twice');
  });

  it('does not repeat a datum that PostgreSQL quotes', async () => {
    const error = await database.app.orm.execute(sql`select ${'secret-value'}::int`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(QueryError);
    expect(String(error)).not.toContain('secret-value');
  });
});
