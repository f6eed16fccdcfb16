import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { format, type Options } from 'prettier';
import layout from '../../../.prettierrc.json' with { type: 'json' };
import { CONSUMERS } from '../../../packages/contract/src/consumers.ts';
import { ROUTES } from '../../../packages/contract/src/routes.ts';
import type { SliceDeclaration } from '../../../packages/contract/src/slice.ts';
import { task } from '../../../packages/contract/src/task.ts';
import { withSlices } from './slice-dependencies.ts';
import { generateFromSlices } from './slice-generators.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,14}$/);
const id = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'));

/** Slices with ids from one word to lines that no longer fit, with any of the members left out. */
const slices: fc.Arbitrary<readonly SliceDeclaration[]> = fc.uniqueArray(
  fc.record(
    {
      id,
      tag: id,
      summary: fc.constant('Anything.'),
      routes: fc.uniqueArray(
        id.map((each) => ({ ...ROUTES['get-health'], id: each })),
        { selector: (each) => each.id, maxLength: 3 },
      ),
      consumers: fc.uniqueArray(
        id.map((each) => ({ ...CONSUMERS['append-receipt'], id: each })),
        { selector: (each) => each.id, maxLength: 2 },
      ),
      tasks: fc.uniqueArray(
        id.map((each) => task({ id: each, summary: 'Counts.', everyMs: 1_000, needs: [] })),
        { selector: (each) => each.id, maxLength: 2 },
      ),
      problems: fc.constant({}),
    },
    { requiredKeys: ['id', 'tag', 'summary'] },
  ),
  { selector: (slice) => slice.id, minLength: 1, maxLength: 4 },
);

const tree = { paths: [], read: () => undefined };

describe('the generators', () => {
  it('lay their files out as Prettier does', () =>
    fc.assert(
      fc.asyncProperty(slices, async (declared) => {
        for (const { path, content } of generateFromSlices(declared, tree))
          expect(await format(content, { ...(layout as Options), filepath: path })).toBe(content);
      }),
      { numRuns: 50 },
    ));

  it('write the same files in whatever order a slice lists its members', () =>
    fc.assert(
      fc.property(slices, (declared) => {
        const reversed = declared.map((slice) => ({ ...slice, routes: slice.routes?.toReversed() ?? [] }));
        expect(generateFromSlices(reversed, tree)).toEqual(generateFromSlices(declared, tree));
      }),
    ));
});

describe('withSlices', () => {
  const manifest = (dependencies: Readonly<Record<string, string>>) =>
    `${JSON.stringify({ name: '@pos/worker', dependencies, devDependencies: { '@pos/pears': 'workspace:*' } }, null, 2)}\n`;
  const before = manifest({ '@pos/contract': 'workspace:*', '@pos/pears': 'workspace:*', pg: 'catalog:' });

  it('exchanges the slices among the dependencies and nothing else', () =>
    expect(withSlices(before, ['apples', 'pears'], ['apples'])).toBe(
      manifest({ '@pos/apples': 'workspace:*', '@pos/contract': 'workspace:*', pg: 'catalog:' }),
    ));

  it('changes nothing the second time', () => {
    const once = withSlices(before, ['apples', 'pears'], ['apples']);
    expect(withSlices(once, ['apples', 'pears'], ['apples'])).toBe(once);
  });
});
