import type { Json } from '@pos/vocabulary/json.ts';
import { sql, type SQL } from 'drizzle-orm';

/** How a cell of each type is written as an element of an array. */
const WRITE = {
  text: (cell: string) =>
    MEANT_OTHERWISE.test(cell) ? `"${cell.replaceAll(MEANT_OTHERWISE_ALL, String.raw`\$&`)}"` : `"${cell}"`,
  uuid: (cell: string) => WRITE.text(cell),
  integer: (cell: number) => String(cell),
  bigint: (cell: number | bigint) => String(cell),
  float8: (cell: number) => String(cell),
  timestamptz: (cell: Date) => `"${cell.toISOString()}"`,
  // JSON's text has no control characters, so that it is quoted as JSON quotes it.
  jsonb: (cell: Json) => JSON.stringify(JSON.stringify(cell)),
  'float8[]': (cell: readonly number[]) => `"{${JSON.stringify(cell).slice(1, -1)}}"`,
};

const MEANT_OTHERWISE = /["\\]/;
const MEANT_OTHERWISE_ALL = /["\\]/g;

type Type = keyof typeof WRITE;

/** The columns to take of a row, with their types in PostgreSQL, which take what the row has there. */
type ColumnsOf<Row> = {
  readonly [Name in keyof Row]?: {
    readonly [T in Type]: NonNullable<Row[Name]> extends Parameters<(typeof WRITE)[T]>[0] ? T : never;
  }[Type];
};

/**
 * Rows as one array parameter a column, read by `unnest` as a table of these columns: a statement has one text whatever
 * the number of rows, and PostgreSQL reads an array several times faster than it reads objects of JSON. Doubles survive,
 * both sides write the shortest text that reads back to the same bits.
 */
export function rowsAsArrays<Row extends object>(rows: readonly Row[], columns: ColumnsOf<Row>): SQL {
  const table = Object.entries(columns).map(([name, type]) => columnOf(rows, name as keyof Row & string, type as Type));
  const list = (of: 'name' | 'read') => sql.raw(table.map((column) => column[of]).join(', '));
  return sql`(select ${list('read')} from unnest(${sql.join(
    table.map(({ parameter }) => parameter),
    COMMA,
  )}) as r(${list('name')}))`;
}

const COMMA = sql`, `;

function columnOf<Row extends object>(rows: readonly Row[], column: keyof Row & string, type: Type) {
  const name = `"${column.replaceAll('"', '""')}"`;
  const write = WRITE[type] as (cell: unknown) => string;
  const cells = rows.map(({ [column]: cell }) => (cell === null || cell === undefined ? 'NULL' : write(cell)));
  // An array of arrays is one of as many elements as both have, so these travel as texts.
  const isArray = type.endsWith('[]');
  return {
    name,
    parameter: sql`${`{${cells.join(',')}}`}::${sql.raw(isArray ? 'text' : type)}[]`,
    read: isArray ? `r.${name}::${type} as ${name}` : `r.${name}`,
  };
}
