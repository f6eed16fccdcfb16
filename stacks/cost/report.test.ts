import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { costReport } from './report.ts';

/** Words and figures without the layout that the formatter chooses: line breaks, padding and rules of tables. */
const words = (markdown: string): readonly string[] =>
  markdown
    .replaceAll(/-{3,}/g, '---')
    .split(/\s+/)
    .filter((word) => word !== '');

it('docs/cost.md is what `stacks/cost/main.ts` prints; run it with --write after a change', async () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'cost.md'), 'utf8');
  expect(words(page)).toEqual(words(await costReport()));
});
