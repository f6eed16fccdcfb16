import { describe, expect, it } from '@jest/globals';
import { PUBLIC_SIGNALS } from './statements.ts';

// The verification keys fix number and order of the signals, and stored proofs are read by these names.
const BOUND = ['nullifier', 'anchor', 'agent', 'scope', 'signalHash'];

describe('the public signals', () => {
  it.each([
    ['history-totals', ['minCount', 'minValue', 'minQualityBps', 'maxDisputeBps']],
    ['chosen-receipts', ['minCount', 'minValue', 'minQualityBps', 'skill']],
  ] as const)('of %s have their names in their order', (statement, thresholds) => {
    expect(PUBLIC_SIGNALS[statement].map(({ name }) => name)).toEqual([...BOUND, ...thresholds]);
  });
});
