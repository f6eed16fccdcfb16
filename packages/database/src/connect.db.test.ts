import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { count, eq, sql } from 'drizzle-orm';
import { connect } from './connect.ts';
import { DatabaseUnavailableError, isConflict, isUniqueViolation, QueryError } from './database-error.ts';
import { agentProfiles } from './schema/agent-profiles.ts';
import { sampleAgent } from './testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

describe('a connected database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  it('commits a transaction whose work returns', async () => {
    const value = await database.app.transaction(async (tx) => {
      await tx.insert(agentProfiles).values(sampleAgent('kept'));
      return 7;
    });
    expect(value).toBe(7);
    const [row] = await database.app.orm
      .select()
      .from(agentProfiles)
      .where(eq(agentProfiles.did, sampleAgent('kept').did));
    expect(row).toMatchObject({ name: 'kept', status: 'active', revision: 1, skills: [] });
  });

  it('rolls back when the work throws, and throws the same error', async () => {
    const thrown = new Error('changed my mind');
    const work = database.app.transaction(async (tx) => {
      await tx.insert(agentProfiles).values(sampleAgent('undone'));
      throw thrown;
    });
    await expect(work).rejects.toBe(thrown);
    const [row] = await database.app.orm
      .select({ n: count() })
      .from(agentProfiles)
      .where(eq(agentProfiles.name, 'undone'));
    expect(row?.n).toBe(0);
  });

  it('names the constraint that refused a row, and none of the values of the row', async () => {
    await database.app.orm.insert(agentProfiles).values(sampleAgent('twice'));
    const error = await database.app.orm
      .insert(agentProfiles)
      .values(sampleAgent('twice'))
      .catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error, 'agent_profiles_pkey')).toBe(true);
    expect(isUniqueViolation(error, 'another')).toBe(false);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('twice');
  });

  it('does not repeat a value that PostgreSQL quotes', async () => {
    const error = await database.app.orm.execute(sql`select ${'secret-value'}::int`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(QueryError);
    expect(String(error)).not.toContain('secret-value');
  });

  it('throws when work swallowed the error of a query', async () => {
    const work = database.app.transaction(async (tx) => {
      await tx.insert(agentProfiles).values(sampleAgent('swallowed'));
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('swallowed');
    const rows = await database.app.orm.select().from(agentProfiles).where(eq(agentProfiles.name, 'swallowed'));
    expect(rows).toEqual([]);
  });

  it('repeats work that conflicted, when attempts allow it', async () => {
    await database.app.orm.insert(agentProfiles).values(sampleAgent('contended'));
    // In the first attempt both transactions read before either writes. Later attempts do not wait for each other, so
    // that a second attempt can succeed.
    let readers = 0;
    const bothRead = Promise.withResolvers<void>();
    const raise = (options: { attempts?: number }) =>
      database.app.transaction(
        async (tx) => {
          const [row] = await tx.select().from(agentProfiles).where(eq(agentProfiles.name, 'contended'));
          readers += 1;
          if (readers === 2) bothRead.resolve();
          await bothRead.promise;
          await tx
            .update(agentProfiles)
            .set({ revision: (row?.revision ?? 0) + 1 })
            .where(eq(agentProfiles.name, 'contended'));
        },
        { isolation: 'serializable', ...options },
      );
    const once = await Promise.allSettled([raise({}), raise({})]);
    expect(once.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(once.some((outcome) => outcome.status === 'rejected' && isConflict(outcome.reason))).toBe(true);
    await Promise.all([raise({ attempts: 10 }), raise({ attempts: 10 })]);
    const [row] = await database.app.orm.select().from(agentProfiles).where(eq(agentProfiles.name, 'contended'));
    expect(row?.revision).toBe(4);
  });

  it('prepares no statement by name and changes no setting, for which a proxy would pin the session', async () => {
    const single = connect({ ...database.configs.registry_app, poolMax: 1 });
    try {
      await single.transaction((tx) => tx.select().from(agentProfiles).limit(1).prepare('by_name').execute());
      await single.orm.select().from(agentProfiles).limit(1);
      const prepared = await single.orm.execute<{ n: number }>(
        sql`select count(*)::int as n from pg_prepared_statements`,
      );
      expect(prepared.rows).toEqual([{ n: 0 }]);
      const changed = await single.orm.execute<{ name: string }>(
        sql`select name from pg_settings where source = 'session'`,
      );
      expect(changed.rows).toEqual([]);
    } finally {
      await single.close();
    }
  });

  it('limits the duration of the statements of each role', async () => {
    const limit = async (as: 'app' | 'worker') => {
      const { rows } = await database[as].orm.execute<{ limit: string }>(
        sql`select current_setting('statement_timeout') as limit`,
      );
      return rows[0]?.limit;
    };
    expect(await limit('app')).toBe('15s');
    expect(await limit('worker')).toBe('2min');
  });

  it('keeps its connection when a query is refused', async () => {
    const single = connect({ ...database.configs.registry_app, poolMax: 1 });
    const backend = async () => (await single.orm.execute(sql`select pg_backend_pid() as pid`)).rows[0]?.['pid'];
    try {
      const before = await backend();
      await expect(single.orm.execute(sql`select 1 / 0`)).rejects.toBeInstanceOf(QueryError);
      await expect(single.transaction((tx) => tx.execute(sql`select 1 / 0`))).rejects.toBeInstanceOf(QueryError);
      expect(await backend()).toBe(before);
    } finally {
      await single.close();
    }
  });

  it('throws DatabaseUnavailableError when no connection becomes free in time', async () => {
    const single = connect({ ...database.configs.registry_app, poolMax: 1, connectionTimeoutMs: 100 });
    try {
      await single.transaction(async () => {
        await expect(single.orm.execute(sql`select 1`)).rejects.toBeInstanceOf(DatabaseUnavailableError);
      });
    } finally {
      await single.close();
    }
  });

  it('replaces a connection that does not answer', async () => {
    const single = connect({ ...database.configs.registry_app, poolMax: 1, queryTimeoutMs: 1_500 });
    try {
      await expect(single.orm.execute(sql`select pg_sleep(20)`)).rejects.toBeInstanceOf(DatabaseUnavailableError);
      await expect(single.transaction((tx) => tx.execute(sql`select pg_sleep(20)`))).rejects.toBeInstanceOf(
        DatabaseUnavailableError,
      );
      expect((await single.orm.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
    } finally {
      await single.close();
    }
  });

  it('survives the loss of an idle connection', async () => {
    await database.app
      .transaction(async (tx) => {
        const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        await database.owner.orm.execute(sql`select 1`);
        const admin = connect(database.adminConfig);
        await admin.orm.execute(sql`select pg_terminate_backend(${rows[0]?.pid})`);
        await admin.close();
        await new Promise((resolve) => setTimeout(resolve, 50));
        await expect(tx.execute(sql`select 1`)).rejects.toBeInstanceOf(DatabaseUnavailableError);
      })
      .catch((error: unknown) => expect(error).toBeInstanceOf(DatabaseUnavailableError));
    expect((await database.app.orm.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
  });
});
