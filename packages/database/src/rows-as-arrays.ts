import { sql, type SQL } from 'drizzle-orm';

/** The types that a column of {@link rowsAsArrays} may have, as PostgreSQL calls them. */
export type ColumnType = 'text' | 'uuid' | 'integer' | 'bigint' | 'float8' | 'timestamptz' | 'jsonb' | 'float8[]';

/** What a cell may hold; `jsonb` takes its text. */
type Cell = string | number | bigint | boolean | Date | readonly number[] | null | undefined;

type ColumnsOf<Row> = { readonly [Name in keyof Row]?: ColumnType };

/**
 * Rows as one array parameter a column, read by `unnest` as a table of these columns: a statement has one text whatever
 * the number of rows, and PostgreSQL reads an array several times faster than it reads objects of JSON. Doubles survive,
 * both sides write the shortest text that reads back to the same bits.
 */
export function rowsAsArrays<Row extends { readonly [Name in keyof Row]: Cell }>(rows: readonly Row[], columns: ColumnsOf<Row>): SQL {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const parameters = names.map((name) => {
    const type = columns[name] ?? 'text';
    return sql`${arrayLiteral(rows.map((row) => row[name]), QUOTED.has(type))}::${sql.raw(WRITTEN_AS_TEXT.has(type) ? 'text' : type)}[]`;
  });
  const read = names.map((name) => {
    const type = columns[name] ?? 'text';
    return WRITTEN_AS_TEXT.has(type) ? sql`r.${sql.identifier(name)}::${sql.raw(type)} as ${sql.identifier(name)}` : sql`r.${sql.identifier(name)}`;
  });
  const list = sql.join(names.map((name) => sql.identifier(name)), sql`, `);
  return sql`(select ${sql.join(read, sql`, `)} from unnest(${sql.join(parameters, sql`, `)}) as r(${list}))`;
}

/** Arrays have no arrays of other lengths inside, so these travel as text. */
const WRITTEN_AS_TEXT: ReadonlySet<ColumnType> = new Set(['float8[]']);

/** The other types' texts hold nothing that an array literal reads as its own. */
const QUOTED: ReadonlySet<ColumnType> = new Set(['text', 'jsonb', 'float8[]']);

function arrayLiteral(cells: readonly Cell[], isQuoted: boolean): string {
  const written = cells.map((cell) => {
    if (cell === null || cell === undefined) return 'NULL';
    const text = textOf(cell);
    return isQuoted ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : text;
  });
  return `{${written.join(',')}}`;
}

function textOf(cell: NonNullable<Cell>): string {
  if (typeof cell === 'string') return cell;
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'object' ? `{${cell.join(',')}}` : String(cell);
}
