import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const denied = { sqlState: '42501' };

describe('the rights of the runtime roles', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  describe.each(['app', 'worker'] as const)('of %s', (role) => {
    it.each([
      ['make tables', sql`create table mine (n int)`],
      ['change tables', sql`alter table outbox add column mine int`],
      ['drop tables', sql`drop table outbox`],
      ['disable triggers', sql`alter table reputation_events disable trigger all`],
      ['empty tables', sql`truncate settlements`],
      ['delete payments', sql`delete from settlements`],
      ['delete evidence', sql`delete from reputation_evidence`],
      ['delete proofs', sql`delete from zk_proofs`],
      ['delete receipts', sql`delete from work_histories`],
      ['change receipts', sql`update work_histories set value_atomic = 0`],
      ['change heads', sql`update history_heads set count = 0`],
      ['delete anchors', sql`delete from history_anchors`],
      ['change what an anchor commits to', sql`update history_anchors set commitment = '0'`],
      ['see migrations', sql`select * from registry_migrations`],
      ['change migrations', sql`update registry_migrations set hash = ''`],
      ['become the owner', sql`set role registry_owner`],
      ['give itself rights', sql`alter role registry_app superuser`],
    ])('deny it to %s', async (_, statement) => {
      await expect(database[role].orm.execute(statement)).rejects.toMatchObject(denied);
    });

    it('allow it to read and write every table of the schema', async () => {
      const { rows } = await database.owner.orm.execute<{ table: string; reads: boolean; adds: boolean }>(sql`
        select table_name as table,
          has_table_privilege(${`registry_${role}`}, quote_ident(table_name), 'SELECT') as reads,
          has_table_privilege(${`registry_${role}`}, quote_ident(table_name), 'INSERT') as adds
        from information_schema.tables where table_schema = 'public' and table_name <> 'registry_migrations'`);
      expect(rows.length).toBeGreaterThan(15);
      const anchored = ['history_anchors', 'history_heads', 'history_nodes'];
      expect(rows.filter(({ reads }) => !reads)).toEqual([]);
      expect(
        rows
          .filter(({ adds }) => !adds)
          .map(({ table }) => table)
          .toSorted(),
      ).toEqual(role === 'app' ? anchored : []);
    });

    it('cover tables that a later migration adds', async () => {
      await database.owner.orm.execute(sql.raw(`create table added_${role} (id bigserial primary key, n int)`));
      await database[role].orm.execute(sql.raw(`insert into added_${role} (n) values (1)`));
      await database[role].orm.execute(sql.raw(`update added_${role} set n = 2`));
      await expect(database[role].orm.execute(sql.raw(`delete from added_${role}`))).rejects.toMatchObject(denied);
    });
  });

  it('allow the worker to delete rows that the app may not', async () => {
    for (const table of ['outbox', 'processed_events', 'challenges']) {
      await expect(database.app.orm.execute(sql.raw(`delete from ${table}`))).rejects.toMatchObject(denied);
      await expect(database.worker.orm.execute(sql.raw(`delete from ${table}`))).resolves.toBeDefined();
    }
  });
});
