import { Client, type QueryConfig } from 'pg';
import { clientOptions } from '../client-options.ts';
import type { TestDatabase } from './test-database.ts';

/** A statement as the driver received it. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Statements that control transactions or wake listeners. They have no plan. */
const WITHOUT_PLAN = /^\s*(?:begin|commit|rollback|lock|set|select pg_notify)\b/i;

const statementOf = (query: string | QueryConfig, values: unknown): SentStatement =>
  typeof query === 'string'
    ? { text: query, values: Array.isArray(values) ? values : [] }
    : { text: query.text, values: Array.isArray(values) ? values : (query.values ?? []) };

/**
 * Runs `work` and returns the statements that reached the driver during that time, each text once. The driver's own
 * method is replaced, so the statements of every pool and transaction are included.
 */
export async function sentBy(work: () => Promise<unknown>): Promise<readonly SentStatement[]> {
  const sent = new Map<string, SentStatement>();
  const driver = Client.prototype as { query: (...given: unknown[]) => unknown };
  const { query: original } = driver;
  driver.query = function recording(this: unknown, ...given: unknown[]) {
    const statement = statementOf(given[0] as string | QueryConfig, given[1]);
    if (!WITHOUT_PLAN.test(statement.text)) sent.set(statement.text, statement);
    return original.apply(this, given);
  };
  try {
    await work();
  } finally {
    driver.query = original;
  }
  return [...sent.values()];
}

/** A node of a plan, as `EXPLAIN (FORMAT JSON)` writes it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * The plan of each statement with its own parameters. A test's tables are small, so scans and sorts get the highest
 * cost that PostgreSQL allows. A plan that still contains one has no index to use instead. If the tables are `filled`,
 * plans are chosen by their normal cost, as in production.
 */
export async function plansOf(
  database: TestDatabase,
  statements: readonly SentStatement[],
  filled = false,
): Promise<readonly PlanNode[]> {
  const client = new Client(clientOptions(database.configs.registry_owner));
  await client.connect();
  try {
    if (!filled) {
      await client.query('set enable_seqscan = off');
      await client.query('set enable_sort = off');
    }
    const plans: PlanNode[] = [];
    for (const { text, values } of statements) {
      const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
        `explain (format json) ${text}`,
        [...values],
      );
      plans.push(...rows.flatMap((row) => row['QUERY PLAN'].map(({ Plan }) => Plan)));
    }
    return plans;
  } finally {
    await client.end();
  }
}

const nodesOf = (plan: PlanNode): readonly PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const tablesOf = (plan: PlanNode): readonly string[] => nodesOf(plan).flatMap((node) => node['Relation Name'] ?? []);

/** Steps that a plan may contain besides index reads, each with the reason why it is acceptable. */
export interface Allowance {
  /** Why a statement sorts. */
  readonly sorts?: string;
  /** Why a statement scans a whole table, by table. */
  readonly scans?: Readonly<Record<string, string>>;
}

/** Faults of the plans: full scans and sorts of tables that are not allowed, and expected indexes that no plan uses. */
export function faultsOf(
  plans: readonly PlanNode[],
  indexes: readonly string[],
  { sorts, scans = {} }: Allowance = {},
): readonly string[] {
  const nodes = plans.flatMap(nodesOf);
  const scanned = nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : []));
  // The keys of a batch may be sorted, because their number is limited by the caller.
  const sorted = nodes.filter((node) => /^(?:Incremental )?Sort$/.test(node['Node Type'])).flatMap(tablesOf);
  const used = new Set(
    nodes.flatMap((node) => [node['Index Name'] ?? `${node['Node Type']} on ${node['Relation Name']}`]),
  );
  return [
    ...(plans.length === 0 ? ['nothing was sent'] : []),
    ...scanned.filter((table) => !Object.hasOwn(scans, table)).map((table) => `scans all of ${table}`),
    ...Object.keys(scans)
      .filter((table) => !scanned.includes(table))
      .map((table) => `no longer scans ${table}`),
    ...(sorts === undefined ? sorted.map((table) => `sorts rows of ${table}`) : []),
    ...(sorts !== undefined && sorted.length === 0 ? ['no longer sorts'] : []),
    ...indexes
      .filter((index) => !index.split('|').some((each) => used.has(each)))
      .map((index) => `does not use ${index}`),
  ];
}

/** Code that sends statements, and the indexes that their plans must use. */
export interface PlanCase {
  readonly run: () => Promise<unknown>;
  /** Each index must be used by one of the plans. `a|b` allows either index. */
  readonly indexes: readonly string[];
  readonly allowed?: Allowance;
  /** Set if the test has filled the tables with thousands of rows and analysed them. */
  readonly filled?: true;
}

/** Runs the code of a case and returns the faults in the plans of its statements. */
export async function planFaults(
  database: TestDatabase,
  { run, indexes, allowed, filled }: PlanCase,
): Promise<readonly string[]> {
  return faultsOf(await plansOf(database, await sentBy(run), filled), indexes, allowed);
}
