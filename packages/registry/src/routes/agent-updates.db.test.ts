import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportAgents as exportRoute } from '@pos/contract/registry/routes/export-agents.ts';
import { getAgent as getRoute } from '@pos/contract/registry/routes/get-agent.ts';
import { listAgents as listRoute } from '@pos/contract/registry/routes/list-agents.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { startRouteServer, type RouteServer } from '@pos/runtime/testing/serve-route.ts';
import type { Answer, SentRequest } from '@pos/runtime/testing/run-route.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { eq, sql } from 'drizzle-orm';
import { insertAgent } from '../store/agents.ts';
import { exportAgents } from './export-agents.ts';
import { getAgent } from './get-agent.ts';
import { listAgents } from './list-agents.ts';

const NAMES = ['ada', 'ben', 'cyd', 'dee', 'eve'];
const didOf = (name: string) => sampleAgent(name).did;
/** Ada and Ben changed at the same time, so that their DIDs decide the order. */
const minuteOf = (name: string) => new Date(Date.UTC(2026, 0, 1, 0, Math.max(1, NAMES.indexOf(name))));
const START = '2026-01-01T00:00:00Z';

type Call = (sent?: SentRequest) => Promise<Answer>;
let server: RouteServer;
let list: Call;
let exported: Call;
beforeAll(async () => {
  server = await startRouteServer();
  [list, exported] = [server.serve(listRoute, listAgents), server.serve(exportRoute, exportAgents)];
});
afterAll(() => server.close());

const none = { url: undefined, ownerCommitment: undefined, programs: [], endpoints: [], metrics: {} };
beforeEach(async () => {
  await server.databases.owner.orm.execute(sql`truncate agent_profiles cascade`);
  for (const name of NAMES) {
    const agent = { ...sampleAgent(name), ...none, skills: [{ skill: skill('nlp') }] };
    await server.databases.app.transaction((tx) => insertAgent(tx, agent, minuteOf(name)));
  }
});

const change = (name: string, values: Partial<typeof agentProfiles.$inferInsert>) =>
  server.databases.app.orm
    .update(agentProfiles)
    .set(values)
    .where(eq(agentProfiles.did, didOf(name)));

interface Page {
  readonly agents: readonly { readonly did: string }[];
  readonly removed: Readonly<Record<string, unknown>>;
  readonly nextUpdatedSince: string;
  readonly nextCursor: string | null;
}

const page = async (query: Readonly<Record<string, string>>): Promise<Page> => {
  const { status, json } = await list({ query });
  if (status !== 200) throw new Error(JSON.stringify(json));
  return json as unknown as Page;
};
const didsOf = ({ agents }: Page) => agents.map(({ did }) => did);

describe('GET /agents?updatedSince=', () => {
  it('lists what changed at or after the time, oldest change first', async () => {
    expect(didsOf(await page({ updatedSince: START }))).toEqual(NAMES.map(didOf));
    expect(didsOf(await page({ updatedSince: minuteOf('dee').toISOString() }))).toEqual(['dee', 'eve'].map(didOf));
  });

  it('gives each agent over the pages, and one that changes meanwhile again', async () => {
    const seen: string[] = [];
    const begins = new Set<string>();
    let cursor: string | null = null;
    do {
      const each: Page = await page({ updatedSince: START, limit: '1', ...(cursor === null ? {} : { cursor }) });
      if (seen.length === 2) await change('ada', { updatedAt: new Date('2026-02-01T00:00:00Z') });
      seen.push(...didsOf(each));
      begins.add(each.nextUpdatedSince);
      cursor = each.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([...NAMES, 'ada'].map(didOf));
    // Every page knows the start of the first one.
    expect(begins.size).toBe(1);
  });

  it('names the agents that are no longer listed, since an operator changed their status by hand', async () => {
    const before = new Date().toISOString();
    await change('ben', { status: 'retired' });
    await change('cyd', { status: 'suspended' });
    const { agents, removed } = await page({ updatedSince: before });
    expect(agents).toEqual([]);
    expect(removed).toEqual({
      [didOf('ben')]: { status: 'retired', updatedAt: expect.any(String) },
      [didOf('cyd')]: { status: 'suspended', updatedAt: expect.any(String) },
    });
    await change('ben', { status: 'active' });
    expect(didsOf(await page({ updatedSince: before }))).toEqual([didOf('ben')]);
  });

  it('begins the next synchronization a minute before the start of this one', async () => {
    const before = Date.now();
    const next = new Date((await page({ updatedSince: START })).nextUpdatedSince).getTime();
    expect(next).toBeGreaterThanOrEqual(before - 60_000);
    expect(next).toBeLessThanOrEqual(Date.now() - 60_000);
  });

  it.each([
    [{ updatedSince: START, q: 'nlp' }, '/updatedSince', 'conflict'],
    [{ updatedSince: 'yesterday' }, '/updatedSince', 'format'],
    [{ updatedSince: '0000-01-01T00:00:00Z' }, '/updatedSince', 'range'],
    [{ updatedSince: '9999-12-31T23:59:59-23:00' }, '/updatedSince', 'range'],
    [{ updatedSince: START, cursor: 'bm90IGEgY3Vyc29y' }, '/cursor', 'format'],
  ])('refuses %j and names the field', async (query, pointer, code) => {
    expect(await list({ query: query as unknown as Record<string, string> })).toMatchObject({
      status: 400,
      json: { code: 'request-invalid', errors: [{ in: 'query', pointer, code }] },
    });
  });
});

const linesOf = ({ text }: Answer) => text.split('\n').slice(0, -1);
const nextOf = ({ headers }: Answer) => /^<([^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1];

describe('GET /agents.ndjson', () => {
  it('has one agent in each line, as GET /agents/{did} answers it', async () => {
    const answer = await exported();
    expect([answer.status, answer.headers['content-type'], nextOf(answer)]).toEqual([
      200,
      'application/x-ndjson',
      undefined,
    ]);
    const get = server.serve(getRoute, getAgent);
    const agents = await Promise.all(NAMES.map(async (name) => (await get({ params: { did: didOf(name) } })).text));
    expect(linesOf(answer)).toEqual(agents);
  });

  it('leads through its pages by the header Link', async () => {
    const lines: string[] = [];
    let answer = await exported({ query: { limit: '2' } });
    let pages = 1;
    for (let next = nextOf(answer); next !== undefined; next = nextOf(answer)) {
      lines.push(...linesOf(answer));
      answer = await exported({ query: Object.fromEntries(new URL(next).searchParams) });
      pages += 1;
    }
    lines.push(...linesOf(answer));
    expect([pages, lines.map((line) => (JSON.parse(line) as { did: string }).did)]).toEqual([3, NAMES.map(didOf)]);
  });

  it('ends an answer that grows too large before its limit, and leads on', async () => {
    // 30 agents of 200 kB exceed the 4 MB of one answer.
    await server.databases.owner.orm.execute(sql`
      insert into agent_profiles (did, name, description, pay_to, search_text, updated_at)
      select 'did:web:big-' || n || '.example', 'Big', repeat('x', 200000), ${sampleAgent('x').payTo}, 'big', now()
      from generate_series(1, 30) n`);
    const first = await exported();
    const rest = await exported({ query: Object.fromEntries(new URL(nextOf(first) ?? '').searchParams) });
    expect(Buffer.byteLength(first.text)).toBeLessThan(5_000_000);
    expect(linesOf(first).length + linesOf(rest).length).toBe(35);
    expect(nextOf(rest)).toBeUndefined();
  });

  it('refuses a position that it did not issue', async () => {
    expect(await exported({ query: { after: 'bm90IGEgY3Vyc29y' } })).toMatchObject({
      status: 400,
      json: { errors: [{ in: 'query', pointer: '/after', code: 'format' }] },
    });
  });

  it('has a line for an agent that is no longer listed only where changes are asked for', async () => {
    await change('ben', { status: 'retired' });
    expect(linesOf(await exported())).toHaveLength(4);
    const lines = linesOf(await exported({ query: { updatedSince: START } })).map((line) => JSON.parse(line) as object);
    expect(lines.at(-1)).toEqual({ did: didOf('ben'), status: 'retired', updatedAt: expect.any(String) });
    expect(lines).toHaveLength(5);
  });
});
