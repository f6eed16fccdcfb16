import { describe, expect, it } from '@jest/globals';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { U64_MAX } from '@pos/vocabulary/atomic-amount.ts';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';
import { SEQUENCE_MAX } from '@pos/vocabulary/work-history.ts';
import fc from 'fast-check';
import { accumulatorHead, appendReceipt, startHistory, withOwner, type AgentHistory } from './accumulator.ts';
import { fieldElement, type FieldElement } from './field-element.ts';
import { NO_OWNER } from './identity.ts';
import { receiptLeaf, type Receipt } from './receipt.ts';
import { receiptBodyArb } from './testing/arbitraries.ts';

const agent = fieldElement(7);
const empty = startHistory(agent, NO_OWNER);
const base: Receipt = {
  agent,
  sequence: 1,
  valueAtomic: usdcAtomic(5n),
  qualityBps: scoreBps(9_000),
  outcome: 'completed',
  skill: fieldElement(1),
  client: fieldElement(2),
  salt: fieldElement(3),
};

function append(history: AgentHistory, receipt: Receipt): AgentHistory {
  const appended = appendReceipt(history, receipt);
  if (!appended.ok) throw new Error(appended.error.code);
  return appended.value.history;
}

describe('the accumulator', () => {
  it('equals the sums over its receipts', () =>
    fc.assert(
      fc.property(fc.array(receiptBodyArb, { maxLength: 10 }), (bodies) => {
        const receipts = bodies.map((body, at) => ({ ...body, agent, sequence: at + 1 }));
        const counted = receipts.filter(({ outcome }) => outcome !== 'reversed');
        expect(receipts.reduce(append, empty).totals).toEqual({
          count: counted.length,
          valueAtomic: counted.reduce((sum, { valueAtomic }) => sum + valueAtomic, 0n),
          qualitySumBps: counted.reduce((sum, { qualityBps }) => sum + qualityBps, 0),
          disputes: receipts.filter(({ outcome }) => outcome !== 'completed').length,
          lastSequence: receipts.length,
        });
      }),
      { numRuns: 30 },
    ));

  it('has different heads for different histories', () =>
    fc.assert(
      fc.property(receiptBodyArb, receiptBodyArb, (one, two) => {
        const first = { ...one, agent, sequence: 1 };
        const second = { ...two, agent, sequence: 1 };
        fc.pre(receiptLeaf(first) !== receiptLeaf(second));
        expect(accumulatorHead(append(empty, first))).not.toBe(accumulatorHead(append(empty, second)));
      }),
      { numRuns: 20 },
    ));

  it('hashes each of the eight receipt fields into the leaf', () => {
    const others: Partial<Receipt>[] = [
      { agent: fieldElement(8) },
      { sequence: 2 },
      { valueAtomic: usdcAtomic(6n) },
      { qualityBps: scoreBps(1) },
      { outcome: 'disputed' },
      { skill: fieldElement(9) },
      { client: fieldElement(9) },
      { salt: fieldElement(9) },
    ];
    expect(new Set([base, ...others.map((other) => ({ ...base, ...other }))].map(receiptLeaf)).size).toBe(9);
  });

  it.each<[string, Partial<Receipt>, string]>([
    ['a receipt of another agent', { agent: fieldElement(8) }, 'foreign-agent'],
    ['a repeated sequence number', { sequence: 1 }, 'sequence-not-next'],
    ['a gap in the sequence', { sequence: 3 }, 'sequence-not-next'],
    ['a sum above u64', { sequence: 2, valueAtomic: usdcAtomic(U64_MAX) }, 'history-full'],
    [
      'a reversal above the total value',
      { sequence: 2, outcome: 'reversed', valueAtomic: usdcAtomic(6n) },
      'reversal-above-total',
    ],
  ])('refuses %s', (_name, change, code) =>
    expect(appendReceipt(append(empty, base), { ...base, ...change })).toMatchObject({ ok: false, error: { code } }),
  );

  it('holds a total of exactly the largest u64, and one of exactly 0', () => {
    const most = { ...base, sequence: 2, valueAtomic: usdcAtomic(U64_MAX - 5n) };
    expect(append(append(empty, base), most).totals.valueAtomic).toBe(U64_MAX);
    const reversal: Receipt = { ...base, sequence: 2, outcome: 'reversed' };
    expect(append(append(empty, base), reversal).totals.valueAtomic).toBe(0n);
  });

  it('subtracts the value of a reversal and counts it as a dispute, not as a receipt', () => {
    const reversal: Receipt = { ...base, sequence: 2, outcome: 'reversed', valueAtomic: usdcAtomic(5n) };
    expect(append(append(empty, base), reversal).totals).toEqual({
      count: 1,
      valueAtomic: 0n,
      qualitySumBps: 9_000,
      disputes: 1,
      lastSequence: 2,
    });
  });

  it('keeps its chain and changes its head when the owner changes', () => {
    const before = append(empty, base);
    const after = withOwner(before, fieldElement(5));
    expect(after.chain).toBe(before.chain);
    expect(accumulatorHead(after)).not.toBe(accumulatorHead(before));
  });

  it('hashes receipts with sequence numbers of 32 bits, from 1, and throws for others', () => {
    for (const sequence of [1, SEQUENCE_MAX]) expect(receiptLeaf({ ...base, sequence })).toBeGreaterThan(0n);
    for (const sequence of [0, SEQUENCE_MAX + 1, 1.5])
      expect(() => receiptLeaf({ ...base, sequence })).toThrow('Not a receipt: it has a sequence outside 1..2^32-1');
  });

  it('throws when asked to hash a receipt that the circuits refuse', () => {
    const outside = BN254_SCALAR_ORDER as FieldElement;
    for (const member of ['agent', 'skill', 'client', 'salt'] as const)
      expect(() => receiptLeaf({ ...base, [member]: outside })).toThrow('an element outside the field');
    expect(() => receiptLeaf({ ...base, valueAtomic: (U64_MAX + 1n) as never })).toThrow('a value outside u64');
    expect(() => receiptLeaf({ ...base, qualityBps: 10_001 as never })).toThrow('a quality outside 0..10,000 bps');
  });
});
