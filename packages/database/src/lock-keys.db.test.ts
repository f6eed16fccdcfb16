import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import { lockKeys, tryKey } from './lock-keys.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';
import { untilSomebodyWaits } from './testing/until-somebody-waits.ts';

describe('lockKeys', () => {
  let test: TestDatabase;
  let admin: Database;
  beforeAll(async () => {
    test = await testDatabase();
    admin = connect(test.adminConfig);
  });
  afterAll(async () => {
    await admin.close();
    await test.close();
  });
  const isFree = async (key: string) => {
    const { rows } = await test.app.orm.execute<{ free: boolean }>(sql`select ${tryKey(sql`${key}`)} as free`);
    return rows[0]?.free;
  };

  it('holds its locks until the transaction ends, and lets callers with other keys pass', async () => {
    await test.app.transaction(async (tx) => {
      await lockKeys(tx, ['a', 'b', 'a']);
      expect([await isFree('a'), await isFree('b'), await isFree('c')]).toEqual([false, false, true]);
      await lockKeys(tx, ['b', 'c']);
      expect(await isFree('c')).toBe(false);
    });
    expect([await isFree('a'), await isFree('b'), await isFree('c')]).toEqual([true, true, true]);
  });

  it('releases its locks when the transaction rolls back', async () => {
    const undone = test.app.transaction(async (tx) => {
      await lockKeys(tx, ['undone']);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await isFree('undone')).toBe(true);
  });

  it.each(['first', 'last'] as const)(
    'locks in one order, whatever else is locked: a caller that waits for the %s holds none after it',
    async (which) => {
      const names = Array.from({ length: 20 }, (_, index) => `${which} ${index}`);
      const { rows } = await test.app.orm.execute<{ key: string }>(
        sql`select key from unnest(${`{${names.map((name) => `"${name}"`).join(',')}}`}::text[]) as key order by hashtextextended(key, 0)`,
      );
      const keys = rows.map(({ key }) => key);
      const awaited = keys.at(which === 'first' ? 0 : -1) ?? '';
      const others = keys.filter((key) => key !== awaited);
      let waiting: Promise<unknown> = Promise.resolve();
      await test.app.transaction(async (tx) => {
        await lockKeys(tx, [awaited]);
        waiting = test.app.transaction((other) => lockKeys(other, names));
        await untilSomebodyWaits(admin);
        const free = await Promise.all(others.map(isFree));
        expect(free).toEqual(others.map(() => which === 'first'));
      });
      await waiting;
    },
  );

  it('lets concurrent transactions pass that name the same keys in different orders', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `key ${index}`);
    await Promise.all(
      Array.from({ length: 8 }, (_, writer) =>
        test.app.transaction((tx) => lockKeys(tx, writer % 2 === 0 ? keys : keys.toReversed())),
      ),
    );
    expect(await isFree('key 0')).toBe(true);
  });
});
