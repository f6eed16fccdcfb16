import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listSkills as route } from '@pos/contract/registry/routes/list-skills.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { startRouteServer, type RouteServer } from '@pos/runtime/testing/serve-route.ts';
import type { Answer, SentRequest } from '@pos/runtime/testing/run-route.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { eq } from 'drizzle-orm';
import { insertAgent } from '../store/agents.ts';
import { listSkills } from './list-skills.ts';

const OFFERS = {
  ada: ['audit', 'nlp', 'smart-contract-audit'],
  ben: ['nlp', 'ocr'],
  cyd: ['nlp', 'ocr'],
  dee: ['spam'],
};

let server: RouteServer;
let call: (sent?: SentRequest) => Promise<Answer>;

beforeAll(async () => {
  server = await startRouteServer();
  call = server.serve(route, listSkills);
  const none = { url: undefined, ownerCommitment: undefined, programs: [], endpoints: [], metrics: {} };
  for (const [name, skills] of Object.entries(OFFERS)) {
    const agent = { ...sampleAgent(name), ...none, skills: skills.map((each) => ({ skill: skill(each) })) };
    await server.databases.app.transaction((tx) => insertAgent(tx, agent, new Date()));
  }
  await server.databases.owner.orm
    .update(agentProfiles)
    .set({ status: 'retired' })
    .where(eq(agentProfiles.did, sampleAgent('dee').did));
});
afterAll(() => server.close());

const skillsOf = async (query: Readonly<Record<string, string>> = {}) => {
  const { status, json } = await call({ query });
  if (status !== 200) throw new Error(JSON.stringify(json));
  const { skills, nextCursor } = json as { skills: { skill: string; agents: number }[]; nextCursor: string | null };
  return { skills: skills.map(({ skill: name, agents }) => [name, agents]), nextCursor };
};

describe('GET /skills', () => {
  it('counts the active agents of each skill, most agents first, equal ones by name', async () => {
    expect(await skillsOf()).toEqual({
      skills: [
        ['nlp', 3],
        ['ocr', 2],
        ['audit', 1],
        ['smart-contract-audit', 1],
      ],
      nextCursor: null,
    });
  });

  it('gives every skill once over its pages', async () => {
    const [seen, sizes]: [unknown[], number[]] = [[], []];
    let cursor: string | null = null;
    do {
      const page = await skillsOf({ limit: '1', ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.skills);
      sizes.push(page.skills.length);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual((await skillsOf()).skills);
    expect(sizes).toEqual([1, 1, 1, 1]);
  });

  it.each([
    ['n', ['nlp']],
    ['Smart con', ['smart-contract-audit']],
    ['OCR', ['ocr']],
    ['xyz', []],
  ])('with the prefix %j lists the skills that begin with it', async (prefix, names) => {
    expect((await skillsOf({ prefix })).skills.map(([name]) => name)).toEqual(names);
  });

  it.each([
    ['prefix', '%'],
    ['prefix', '-nlp'],
    ['cursor', 'bm90IGEgY3Vyc29y'],
    ['cursor', Buffer.from('[3000000000,"nlp"]').toString('base64url')],
    ['limit', '101'],
  ])('refuses the %s %j and names the field', async (name, value) => {
    expect(await call({ query: { [name]: value } })).toMatchObject({
      status: 400,
      json: { code: 'request-invalid', errors: [{ in: 'query', pointer: `/${name}` }] },
    });
  });

  it('may be cached for a minute and has an entity tag', async () => {
    const { headers } = await call();
    expect(headers['cache-control']).toBe('public, max-age=60');
    const again = await call({ headers: { 'If-None-Match': headers['etag'] ?? '' } });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});
