/**
 * Runs the demo once on a fresh system. README.md quotes the end of its output. Afterwards every public answer about its
 * agents, the whole feed and every log line are searched for the wallets that paid (docs/privacy.md).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publicFields } from '@pos/contract/visibility.ts';
import { detailType } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { PROBLEMS } from '@pos/contract/problem.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { address } from '@solana/kit';
import { findAssociatedTokenPda, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { Client } from 'pg';
import { startTestSystem, type TestSystem } from '../testing/test-system.ts';
import { runDemo, type DemoResult } from './run-demo.ts';
import { summaryOf } from './summary.ts';

/** Wallets of the demo that pay. No agent of the demo has one of them. */
const PAYERS = ['client', 'business'];

let test: TestSystem;
let demo: DemoResult;
const printed: string[] = [];
/** Texts that name a payer: the wallets, which are also part of their DIDs, and their token accounts. */
let names: readonly string[];
/** Values of path parameters that only the rows of the demo have. */
let stored: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  test = await startTestSystem({ ratePerSecond: 1_000, burst: 5_000 });
  const { endpoints } = test.system;
  demo = await runDemo(endpoints, (line) => void printed.push(...line.split('\n')));
  const wallets = endpoints.wallets.filter(({ name }) => PAYERS.includes(name)).map((wallet) => wallet.address);
  const accounts = wallets.map((owner) =>
    findAssociatedTokenPda({
      owner: address(owner),
      mint: address(endpoints.solana.usdcMint),
      tokenProgram: TOKEN_PROGRAM_ADDRESS,
    }),
  );
  names = [...wallets, ...(await Promise.all(accounts)).map(([account]) => account)];
  stored = await storedValues();
}, 120_000);
afterAll(() => test.stop(), 60_000);

it('the demo prints what README.md quotes, in this order', () => {
  const readme = readFileSync(join(resolve(__dirname, '../../../..'), 'README.md'), 'utf8');
  const quoted = /```\n(Replay: .*?)\n```/s.exec(readme)?.[1]?.split('\n') ?? [];
  const summary = summaryOf(demo);
  const lines = [...printed, ...summary.lines];
  expect(summary.ok).toBe(true);
  expect(quoted.length).toBeGreaterThan(8);
  // README leaves out only the payments between the replay and the table.
  const [replay, table] = [quoted.slice(0, 3), quoted.slice(3)];
  const start = lines.indexOf(replay[0] ?? '');
  expect(lines.slice(start, start + replay.length)).toEqual(replay);
  expect(lines.slice(-table.length)).toEqual(table);
});

const CREDENTIAL_ID = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
const NULLIFIER = '7';

async function query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const client = new Client({ connectionString: test.system.endpoints.database.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/**
 * Reads settlements and the first anchor, which follows the demo after seconds. Adds a credential and a proof of the
 * first agent, because the demo makes none.
 */
async function storedValues(): Promise<typeof stored> {
  const [did] = dids();
  await query(
    "insert into credentials (id, did, last_sequence, issued_at, expires_at) values ($1, $2, 1, now(), now() + interval '1 day')",
    [CREDENTIAL_ID, did],
  );
  await query(
    `insert into zk_proofs (nullifier, did, statement, scope, root, thresholds, verification_key_hash)
     values ($1, $2, 'history-totals', '1', '2', $3, repeat('a', 64))`,
    [NULLIFIER, did, { minCount: 1, minValueAtomic: '0', minQualityBps: 0, maxDisputeBps: 0 }],
  );
  const settlements = await query<{ value: string }>(
    'select id::text as value from settlements union select tx_signature from settlements',
  );
  for (;;) {
    const anchors = await query<{ value: string }>(
      "select commitment as value from history_anchors where status in ('confirmed', 'finalized')",
    );
    const valuesOfRows = (rows: typeof anchors) => rows.map(({ value }) => value);
    if (anchors.length > 0) return { settlements: valuesOfRows(settlements), anchors: valuesOfRows(anchors) };
    await sleep(200);
  }
}

const named = (text: string): readonly string[] => names.filter((name) => text.includes(name));
const dids = (): readonly string[] => [...new Set(demo.agents.map(({ did }) => did))];

/** Values of path parameters that do not come from an answer. */
const KNOWN: Readonly<Record<string, () => readonly string[]>> = {
  did: dids,
  code: () => Object.keys(PROBLEMS),
  type: () => Object.values(EVENTS).map(detailType),
  list: () => ['0'],
  txSignature: () => stored['settlements'] ?? [],
  commitment: () => stored['anchors'] ?? [],
  credentialId: () => [CREDENTIAL_ID],
  nullifier: () => [NULLIFIER],
};

const parametersOf = ({ params }: RouteDeclaration): readonly string[] => Object.keys(params?.shape ?? {});

/** The values of a path parameter: known ones, or the values of the member with that name in the given answers. */
const valuesOf = (name: string, answers: readonly string[]): readonly string[] =>
  KNOWN[name]?.() ?? [
    ...new Set(
      answers.flatMap((text) =>
        [...text.matchAll(new RegExp(`"${name}":"([^"]+)"`, 'g'))].map(([, value = '']) => value),
      ),
    ),
  ];

/** Every path of a route, with a DID in the query where the route needs one, and with the longest pages. */
function addressesOf(route: RouteDeclaration, answers: readonly string[]): readonly string[] {
  const { path, query } = route;
  const paths = parametersOf(route).reduce<readonly string[]>(
    (found, name) =>
      found.flatMap((each) =>
        valuesOf(name, answers).map((value) => each.replace(`{${name}}`, encodeURIComponent(value))),
      ),
    [path],
  );
  const limit = query !== undefined && 'limit' in query.shape ? 'limit=100' : '';
  const needsDid = query !== undefined && !query.safeParse({}).success;
  const queries = needsDid ? dids().map((did) => `did=${encodeURIComponent(did)}&${limit}`) : [limit];
  return paths.flatMap((each) => queries.map((text) => `${each}?${text}`));
}

interface Answer {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

async function readAll(route: RouteDeclaration, answers: readonly string[]): Promise<readonly Answer[]> {
  const read: Answer[] = [];
  for (const path of addressesOf(route, answers)) {
    const response = await fetch(`${test.system.endpoints.apiUrl}${path}`);
    read.push({ path, status: response.status, text: await response.text() });
  }
  return read;
}

/** The answers of the routes that can be called without an answer of another route. They name all other resources. */
async function firstAnswers(): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const route of OPEN_GETS.filter((each) => parametersOf(each).every((name) => KNOWN[name] !== undefined)))
    texts.push(...(await readAll(route, [])).map(({ text }) => text));
  return texts;
}

const isStream = ({ responses }: RouteDeclaration): boolean =>
  Object.values(responses).some((each) => isRawResponse(each) && each.contentType === 'text/event-stream');

const OPEN_GETS: readonly RouteDeclaration[] = Object.values(ROUTES).filter(
  (route: RouteDeclaration) => route.method === 'GET' && route.access.kind === 'open' && !isStream(route),
);

interface FeedData {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The text of the feed from its first event up to the event with this id. */
async function feedUpTo(eventId: string): Promise<string> {
  const leaving = new AbortController();
  const response = await fetch(`${test.system.endpoints.apiUrl}/events`, {
    headers: { 'last-event-id': '0' },
    signal: leaving.signal,
  });
  let text = '';
  if (response.body !== null) {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes(eventId) && text.endsWith('\n\n')) break;
    }
  }
  leaving.abort();
  return text;
}

const outbox = () =>
  query<{ readonly event_id: string; readonly detail: unknown }>('select event_id, detail from outbox order by id');

describe('after the demo', () => {
  let first: readonly string[];
  beforeAll(async () => {
    first = await firstAnswers();
  });

  it.each(OPEN_GETS.map((route) => [route.id, route] as const))('%s names no payer to anybody', async (_, route) => {
    const answers = await readAll(route, first);
    for (const { path, status, text } of answers) {
      expect([path, named(text)]).toEqual([path, []]);
      // Not every combination of values exists: a settlement may have no rating, and a credential has one agent.
      expect([200, 404]).toContain(status);
    }
    expect(answers.map(({ status }) => status)).toContain(200);
  });

  it('the outbox has whole events, and the feed sends each of them without its payer', async () => {
    const rows = await outbox();
    expect(named(JSON.stringify(rows)).length).toBeGreaterThan(0);
    const text = await feedUpTo(rows.at(-1)?.event_id ?? '');
    expect(named(text)).toEqual([]);
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as FeedData);
    expect(events).toHaveLength(rows.length);
    for (const { type, data } of events) {
      const declaration = Object.values(EVENTS).find((each) => detailType(each) === type);
      if (declaration === undefined) throw new Error(`The feed sent an event ${type} that nobody declares.`);
      const members = Object.keys(publicFields(declaration.detail).shape);
      expect([type, Object.keys(data).filter((name) => !members.includes(name))]).toEqual([type, []]);
    }
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['SettlementConfirmed.v1', 'RatingGiven.v1']),
    );
  });

  it('no log line of any part names a payer', () => {
    const { logs } = test.system.directory;
    const files = readdirSync(logs);
    expect(files).toEqual(expect.arrayContaining(['settle-payment.log', 'worker.log', 'apply-settlement.log']));
    for (const file of files) expect([file, named(readFileSync(join(logs, file), 'utf8'))]).toEqual([file, []]);
    expect(test.faults.filter((fault) => named(fault).length > 0)).toEqual([]);
  });
});
