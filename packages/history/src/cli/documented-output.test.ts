import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reportLines } from './report.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** The indented block after the marker in the documentation. `…` stands for omitted lines. */
function documented(): readonly string[] {
  const text = readFileSync(join(root, 'docs/zk.md'), 'utf8');
  const block = /<!-- output: npm run history -- check -->\n\n((?: {4}.*\n)+)/.exec(text)?.[1] ?? '';
  return block
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(4));
}

it('reports as docs/zk.md shows', () => {
  const [figures = '', anchors = '', newest = '', ...rest] = documented();
  const [receipts = 0, agents = 0] = (figures.match(/\d+/g) ?? []).map(Number);
  const [rebuilt = 0, checked = 0] = (anchors.match(/(?<= |^)\d+(?= )/g) ?? []).map(Number);
  const [, sequence = '', commitment = ''] = /anchor (\d+): (\d+)/.exec(newest) ?? [];
  const tree = { root: () => 1n };
  const report = {
    receipts,
    agents,
    anchors: Array.from({ length: rebuilt }, () => ({ sequence: BigInt(sequence), commitment: BigInt(commitment) })),
    deviations: [],
    replay: { receiptsTree: tree, headsTree: tree },
  } as unknown as Parameters<typeof reportLines>[0];
  const signer = anchors.split(' ').at(-1) ?? '';
  const chain = { checked, signer, deviations: [] } as unknown as Parameters<typeof reportLines>[1];
  const lines = reportLines(report, chain);
  expect([...lines.slice(0, 3), '…', lines.at(-1)]).toEqual([figures, anchors, newest, ...rest]);
});
