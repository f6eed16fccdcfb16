import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { CURRENT_MODEL } from '../src/model/models.ts';
import { reportMarkdown } from './report.ts';
import { REPORTED_SEEDS, worldsOf } from './worlds.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/reputation.md'), 'utf8');
const unmeasured = { score: 0, mean: 0 };
const noRatings = { ratings: 0, first: 0, ofAll: unmeasured, ofKnown: unmeasured, ofLater: unmeasured };

/** Lines of the constants table, which come from the model. */
const constantsIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.replaceAll(/\s+/g, ' '));

/** The prose without tables and layout, and without the figures of real ratings, which need the data set. */
const proseIn = (text: string): string => {
  const prose = text
    .split('\n')
    .filter((line) => !line.startsWith('|'))
    .join(' ')
    .replaceAll(/[*_]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [start, end] = [prose.indexOf('## The model predicts'), prose.indexOf('## Limits')];
  return prose.slice(0, start) + prose.slice(start, end).replaceAll(/\d+(\.\d+)?/g, '#') + prose.slice(end);
};

it('docs/reputation.md holds the constants of the model and the text of the report', () => {
  const report = reportMarkdown([], worldsOf(REPORTED_SEEDS), CURRENT_MODEL, noRatings);
  expect(constantsIn(page)).toEqual(constantsIn(report));
  expect(proseIn(page)).toBe(proseIn(report));
});
