import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '@pos/vocabulary/json.ts';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { rowsAsArrays } from './rows-as-arrays.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

/** Text that PostgreSQL can store. Characters that array literals must quote are more frequent than in random text. */
const text = fc.oneof(
  fc.constantFrom('', 'NULL', 'null', '"', '\\', '{}', ',', ' ', '\n', '\t', "'", '\\"', '{"a":"\\n"}', '🙂', '\u2028'),
  fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed() && !value.includes('\0')),
);
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const json = fc
  .oneof(
    // JSON has no negative zero, and PostgreSQL stores neither U+0000 nor lone surrogates.
    fc
      .jsonValue()
      .map((value) => JSON.parse(JSON.stringify(value)) as Json)
      .filter((value) => !JSON.stringify(value).includes('\\u')),
    fc.record({ said: text }),
  )
  .filter((value) => value !== null);

const row = fc.record({
  named: text,
  unnamed: fc.option(text),
  uuid: fc.uuid(),
  integer: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  double,
  doubles: fc.option(fc.array(double, { maxLength: 60 })),
  at: fc.option(fc.date({ min: new Date(0), max: new Date('9000-01-01'), noInvalidDate: true })),
  json: fc.option(json),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

const COLUMNS = {
  named: 'text',
  unnamed: 'text',
  uuid: 'uuid',
  integer: 'integer',
  bigint: 'bigint',
  double: 'float8',
  doubles: 'float8[]',
  at: 'timestamptz',
  json: 'jsonb',
} as const;

describe('rowsAsArrays', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  const roundTrip = async (rows: readonly Row[]) => {
    const given = rowsAsArrays(
      rows.map((each, place) => ({ ...each, json: each.json as Json, place })),
      { ...COLUMNS, place: 'integer' },
    );
    const { rows: found } = await database.app.orm.execute<{ [Name in keyof Row]: unknown }>(sql`
      select named, unnamed, uuid, "integer", "bigint"::text as "bigint", double, doubles, (extract(epoch from at) * 1000)::float8 as at, json
      from ${given} w order by place`);
    return found;
  };
  // JSON has no −0, which the generated values have.
  const expected = ({ bigint, at, json: value, ...others }: Row) => ({
    ...others,
    bigint: String(bigint),
    at: at?.getTime() ?? null,
    json: JSON.parse(JSON.stringify(value)) as Json,
  });

  it(
    'preserves every cell, doubles to the bit',
    () =>
      fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
          expect(await roundTrip(rows)).toEqual(rows.map(expected));
        }),
        { numRuns: 150 },
      ),
    60_000,
  );

  it('reads missing cells as null, and quotes columns that are words of SQL', async () => {
    const rows: { readonly order: string; readonly user?: string }[] = [{ order: 'a' }, { order: 'b', user: 'c' }];
    const { rows: found } = await database.app.orm.execute(
      sql`select "order", "user" from ${rowsAsArrays(rows, { order: 'text', user: 'text' })} w order by "order"`,
    );
    expect(found).toEqual([
      { order: 'a', user: null },
      { order: 'b', user: 'c' },
    ]);
  });
});
