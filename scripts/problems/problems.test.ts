import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openApiOf } from '../../packages/contract/src/derive/open-api.ts';
import { PROBLEMS } from '../../packages/contract/src/problem.ts';
import type { RouteDeclaration } from '../../packages/contract/src/route.ts';
import { getAgent } from '../../packages/contract/src/registry/routes/get-agent.ts';
import { SLICES } from '../../packages/contract/src/slices.ts';
import { readSourceTree, type SourceTree } from '../slices/source-tree.ts';
import { cureFaults } from './cure-faults.ts';
import { unreachableProblems, unusedProblems } from './problem-faults.ts';

const root = join(import.meta.dirname, '..', '..');
const tree = readSourceTree(root);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const document = openApiOf(SLICES, {
  serverUrl: 'https://api.example',
  tokenUrl: 'https://auth.example/token',
  version: '1',
});
/** `point` and `reason` are extension members of proof-point-invalid. */
const known = { document, scripts: Object.keys(scripts), extensions: ['point', 'reason'] };

describe('the problems of the contract', () => {
  it('are each returned by the code of every route that declares them', () =>
    expect(unreachableProblems(SLICES, tree)).toEqual([]));

  it('are each returned by a route, or by the code before the routes', () =>
    expect(unusedProblems(Object.keys(PROBLEMS), SLICES, tree)).toEqual([]));

  it.each(Object.entries(PROBLEMS))('%s has a cure that names only existing things', (code, { cure }) =>
    expect(cureFaults(code, cure, known)).toEqual([]),
  );
});

describe('the checks of problems', () => {
  const treeOf = (files: Readonly<Record<string, string>>): SourceTree => ({
    paths: Object.keys(files),
    read: (path) => files[path],
  });
  const route: RouteDeclaration = { ...getAgent, problems: ['agent-unknown'] };
  const slices = [{ id: 'registry', tag: 'x', summary: 'x', routes: [route] }];
  const FILE = 'packages/registry/src/routes/get-agent.ts';

  it.each([
    ['in the implementation', { [FILE]: "refuse('agent-unknown')" }],
    ['beside it', { [FILE]: "import '../find.ts'", 'packages/registry/src/find.ts': "err({ code: 'agent-unknown' })" }],
    [
      'in another package',
      { [FILE]: "import { find } from '@pos/identity/find.ts'", 'packages/identity/src/find.ts': "'agent-unknown'" },
    ],
  ])('find a problem %s', (_, files) => expect(unreachableProblems(slices, treeOf(files))).toEqual([]));

  it.each([
    ['named nowhere', { [FILE]: "refuse('agent-unknown-too')" }],
    [
      'named only by the contract',
      { [FILE]: "import '@pos/contract/a.ts'", 'packages/contract/src/a.ts': "'agent-unknown'" },
    ],
  ])('report a problem that is %s', (_, files) =>
    expect(unreachableProblems(slices, treeOf(files))).toEqual([
      expect.stringMatching(/get-agent declares the problem agent-unknown, .* cannot return/),
    ]),
  );

  it('report a problem that nothing returns', () => {
    const files = { 'packages/runtime/src/route-lambda.ts': "'time-ran-out'" };
    expect(unusedProblems(['agent-unknown', 'time-ran-out', 'old'], slices, treeOf(files))).toEqual([
      expect.stringContaining('Nothing returns the problem old.'),
    ]);
  });

  it.each([
    ['Register the agent with POST /register.', 'the route POST /register'],
    ['Send DELETE /agents/{did}.', 'the route DELETE /agents/{did}'],
    ['Read /openapi.yaml.', 'the path /openapi.yaml'],
    ['Send X-Api-Token.', 'the header X-Api-Token'],
    ['See the Warning header.', 'the header Warning'],
    ['Wait until scopeExpiresAt.', 'the member scopeExpiresAt'],
    ['See "mistakes".', 'the member mistakes'],
    ['Run npm run repair.', 'the command npm run repair'],
  ])('report what does not exist in: %s', (cure, what) =>
    expect(cureFaults('x', cure, known)).toEqual([expect.stringContaining(`names ${what}, which does not exist`)]),
  );
});
