import { describe, expect, it } from '@jest/globals';
import { CataloguedProblem } from '@pos/contract/api-docs/schemas/problem.ts';
import { PROBLEMS } from '@pos/contract/problem.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { getProblem } from './get-problem.ts';
import { listProblems } from './list-problems.ts';

const around = {
  requestId: 'test',
  deadline: new Date(8e15),
  headers: undefined,
  query: undefined,
  body: undefined,
  caller: undefined,
};
const list = async () => {
  const reply = await listProblems()({ ...around, params: undefined });
  if (reply.kind !== 'reply') throw new Error('The catalogue was refused.');
  return reply.body.problems;
};
const one = (code: string) => getProblem()({ ...around, params: { code } });

describe('the catalogue of problems', () => {
  it('lists every problem once, in the form of the contract', async () => {
    const problems = await list();
    expect(problems.map(({ code }) => code)).toEqual(Object.keys(PROBLEMS).toSorted());
    expect(problems.map(({ type }) => type)).toEqual(
      problems.map(({ code }) => `urn:problem-type:pos-registry:${code}`),
    );
    for (const problem of problems) expect(CataloguedProblem.parse(problem)).toEqual(problem);
  });

  it('names the routes where a problem occurs', async () => {
    const routesOf = async (code: string) => (await list()).find((each) => each.code === code)?.routes;
    expect(await routesOf('revision-stale')).toEqual(['patch-capabilities', 'put-capabilities']);
    expect(await routesOf('internal-error')).toEqual(Object.keys(ROUTES));
    expect(await routesOf('route-unknown')).toEqual([]);
  });

  it('says the same about one problem as about all, as JSON and as a page', async () => {
    for (const problem of await list()) {
      const reply = await one(problem.code);
      if (reply.kind !== 'reply') throw new Error(`${problem.code} is unknown.`);
      expect(reply.body).toEqual(problem);
      const page = reply.page?.() ?? '';
      expect(page.startsWith('<!doctype html>')).toBe(true);
      expect(page).toContain(problem.type);
      for (const id of problem.routes) expect(page).toContain(`/docs#${id}`);
      expect(page).not.toMatch(/<script|src=/);
    }
  });

  it.each(['nothing', 'constructor', ''])('does not know the code %j', async (code) =>
    expect(await one(code)).toMatchObject({ kind: 'refusal', problem: { code: 'problem-unknown' } }),
  );
});
